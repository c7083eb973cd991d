-- Never written: streams are short enough to be replayed (docs/decisions/0023-no-snapshots.md).
DROP TABLE store.snapshots;
