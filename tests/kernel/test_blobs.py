"""Bytes under their hash: in a folder, and in an S3-compatible store."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from kernel.blobs import Blobs, BlobsAway

CONTENT = b"%PDF-1.7 minutes of the council"
SHA256 = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "arrived"
    path.write_bytes(CONTENT)
    return path


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Yield the address of an empty bucket of a store that speaks S3."""
    import boto3  # type: ignore[import-untyped]  # noqa: PLC0415 - seconds that few tests need
    from moto.server import ThreadedMotoServer  # noqa: PLC0415

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    _, port = server.get_host_and_port()
    told = {
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
        "AWS_ALLOW_HTTP": "true",
        "AWS_REGION": "eu-west-1",
        "AWS_ACCESS_KEY_ID": "key",
        "AWS_SECRET_ACCESS_KEY": "secret",
    }
    for name, value in told.items():
        monkeypatch.setenv(name, value)
    place = {"LocationConstraint": "eu-west-1"}
    boto3.client("s3").create_bucket(Bucket="documents", CreateBucketConfiguration=place)
    yield "s3://documents/ma"
    server.stop()


async def read(blobs: Blobs, sha256: str) -> bytes:
    return b"".join([piece async for piece in blobs.read(sha256)])


async def keeps(blobs: Blobs, file: Path) -> None:
    assert await blobs.size(SHA256) is None
    with pytest.raises(FileNotFoundError):
        await read(blobs, SHA256)
    await blobs.keep(SHA256, file)
    await blobs.keep(SHA256, file)
    assert await blobs.size(SHA256) == len(CONTENT)
    assert await read(blobs, SHA256) == CONTENT


async def test_a_folder_keeps_bytes_under_their_hash(tmp_path: Path, file: Path) -> None:
    folder = tmp_path / "kept" / "été 2017"
    await keeps(Blobs(folder.as_uri()), file)
    assert [path.name for path in folder.rglob("*") if path.is_file()] == [SHA256]


@pytest.mark.thorough
async def test_an_s3_compatible_store_keeps_bytes_under_their_hash(bucket: str, file: Path) -> None:
    await keeps(Blobs(bucket), file)


async def test_a_folder_that_cannot_be_made_is_away(tmp_path: Path, file: Path) -> None:
    (tmp_path / "taken").write_text("a file, not a folder")
    with pytest.raises(BlobsAway):
        await Blobs((tmp_path / "taken" / "below").as_uri()).keep(SHA256, file)
