"""Each unit of a machine has a key of its own that seals, made once."""

from pathlib import Path

from deploy.local.sealing import sealing_key
from kernel.seals import keys, signer


def test_the_key_is_made_once_and_its_public_half_is_for_auditors(tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    private = sealing_key(folder, "ma")
    made = private.read_text()
    assert sealing_key(folder, "ma").read_text() == made
    public = (folder / "seals-ma.public.json").read_text()
    assert set(keys(public)) == {signer(made).key_id}
    assert '"d"' not in public
    assert private.stat().st_mode & 0o077 == 0


def test_units_do_not_share_a_key(tmp_path: Path) -> None:
    ours, theirs = (sealing_key(tmp_path, unit).read_text() for unit in ("ma", "bj"))
    assert signer(ours).key_id != signer(theirs).key_id
