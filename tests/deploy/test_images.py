"""The images: what the Dockerfile says is there, is enough, and starts.

No image is built here. What one would hold is copied out as its Dockerfile says and started as
its CMD says, over a real PostgreSQL, with nothing importable that its lock does not have.
"""

import asyncio
import fnmatch
import importlib.metadata
import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from deploy.local.deployables import GATEWAY
from deploy.local.issuer import open_issuer
from deploy.local.layout import CHECKOUT
from deploy.local.ports import free_port
from deploy.local.sealing import sealing_key
from tests.deploy.containers import (
    ARGUMENTS,
    DOCKERFILE,
    FILES,
    FOLDER,
    IMAGES,
    composed,
    container_environment,
    copies,
    deployables,
    instructions,
)


def test_every_argument_is_used_and_every_variable_is_an_argument() -> None:
    declared = {each.text.partition("=")[0] for each in instructions() if each.name == "ARG"}
    text = DOCKERFILE.read_text(encoding="utf-8")
    assert set(re.findall(r"\$\{(\w+)\}", text)) == declared
    for env in FILES:
        for service in deployables(env).values():
            assert set(service["build"]["args"]) <= declared
            assert FOLDER / service["build"]["context"] / service["build"]["dockerfile"] == (
                FOLDER / "../.." / "deploy/containers/Dockerfile"
            )


@pytest.mark.parametrize("env", ["ma", GATEWAY])
def test_compose_builds_each_image_with_its_own_arguments(env: str) -> None:
    for name, service in deployables(env).items():
        assert service["build"]["args"] == ARGUMENTS[name]


@pytest.mark.parametrize("image", IMAGES)
def test_what_is_copied_is_there_and_not_kept_out_of_the_build(image: str) -> None:
    ignored = Path(f"{DOCKERFILE}.dockerignore").read_text(encoding="utf-8").splitlines()
    let_in = [line[1:] for line in ignored if line.startswith("!")]
    for source, _ in copies(ARGUMENTS[image]):
        assert source.exists(), source
        top = source.relative_to(CHECKOUT).parts[0]
        assert any(fnmatch.fnmatch(top, pattern) for pattern in let_in), top


@pytest.mark.parametrize("image", IMAGES)
def test_an_image_holds_its_own_folder_and_what_all_share(image: str) -> None:
    held = {target for source, target in copies(ARGUMENTS[image]) if source.is_dir()}
    assert held == {"kernel", "vocabulary", "contracts", IMAGES[image][0]}


def test_the_image_runs_as_nobody_in_particular_and_says_whether_it_is_alive() -> None:
    named = {each.name: each for each in instructions()}  # the last of each name
    assert named["USER"].text not in {"root", "0"}
    assert "/livez" in named["HEALTHCHECK"].text
    assert named["CMD"].words[:3] == ["python", "-m", "kernel.serving"]
    order = [each.name for each in instructions()]
    assert order.index("USER") > max(i for i, name in enumerate(order) if name == "RUN")


BLOCKING = """
import sys

class Blocked:
    names = {names}

    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in self.names:
            raise ModuleNotFoundError(f"{{name}} is not in the lock", name=name)

sys.meta_path.insert(0, Blocked())
"""


def blocking_all_but(lock: str) -> str:
    """Return a program that lets nothing be imported that the lock does not have."""
    text = (CHECKOUT / "requirements" / f"{lock}.lock").read_text(encoding="utf-8")
    locked = {plain(name) for name in re.findall(r"^([\w.-]+)==", text, re.MULTILINE)}
    provided = importlib.metadata.packages_distributions()
    ours = {"kernel", "vocabulary", "contracts", "services", "gateway"}
    names = {
        module
        for module, packages in provided.items()
        if not locked & {plain(package) for package in packages} and module not in ours
    }
    assert "pytest" in names
    return BLOCKING.format(names=sorted(names))


def plain(package: str) -> str:
    return re.sub("[_.]", "-", package).lower()


@pytest.mark.thorough
@pytest.mark.parametrize("image", IMAGES)
def test_the_lock_of_an_image_has_everything_that_it_imports(image: str) -> None:
    folder, lock = IMAGES[image]
    needed = (
        f"import kernel.serving, kernel.otlp, uvloop, httptools, {folder.replace('/', '.')}.main"
    )
    program = f"{blocking_all_but(lock)}\n{needed}"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=CHECKOUT, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()


def test_both_locks_pin_what_the_tests_ran_with() -> None:
    pins = re.compile(r"^([\w.-]+)==(\S+)", re.MULTILINE)
    tested = dict(pins.findall((CHECKOUT / "requirements/dev.lock").read_text()))
    for lock in ("service", "gateway"):
        for name, version in pins.findall((CHECKOUT / f"requirements/{lock}.lock").read_text()):
            assert tested[name] == version, name


@pytest.fixture
def port() -> int:
    return free_port()


def command(name: str, port: int) -> list[str]:
    """Return an instruction's command, with our interpreter and a free port."""
    (given,) = [each for each in instructions() if each.name == name]
    text = given.text.removeprefix("CMD ").replace("8000", str(port))
    words: list[str] = json.loads(text)
    return [sys.executable if word == "python" else word for word in words]


@pytest.fixture
def laid_out(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Return a folder with what the image would hold."""
    for source, target in copies(ARGUMENTS[request.param]):
        if source.is_dir():
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.copytree(source, tmp_path / "app" / target, ignore=ignored)
    return tmp_path / "app"


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("laid_out", "image"), [(name, name) for name in IMAGES], indirect=["laid_out"]
)
async def test_what_an_image_holds_starts_and_is_alive(
    laid_out: Path, image: str, database: str, port: int
) -> None:
    env = GATEWAY if image == GATEWAY else "ma"
    (laid_out / "sitecustomize.py").write_text(blocking_all_but(ARGUMENTS[image]["LOCK"]))
    told = container_environment(composed(env)["services"][image])
    told |= {
        "CIC_DEPLOYABLE": ARGUMENTS[image]["DEPLOYABLE"],
        "CIC_DATABASE_URL": database,
        "CIC_KAFKA_BOOTSTRAP": "127.0.0.1:1",
        "CIC_JWKS": str(open_issuer(laid_out.parent / "keys").key_set),
        "CIC_SEALING_KEY": str(sealing_key(laid_out.parent / "keys", "ma")),
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(laid_out),
        "PYTHONSAFEPATH": "1",
    }
    await asyncio.to_thread(starts, laid_out, told, port)


def starts(folder: Path, told: Mapping[str, str], port: int) -> None:
    log = folder.parent / "log"
    with log.open("wb") as out:
        process = subprocess.Popen(command("CMD", port), cwd=folder, env=told, stdout=out)
        try:
            assert alive(command("HEALTHCHECK", port), process), log.read_text()
        finally:
            process.terminate()
            assert process.wait(30) in {0, -15}


def alive(check: list[str], process: "subprocess.Popen[bytes]") -> bool:
    end = time.monotonic() + 60
    while time.monotonic() < end and process.poll() is None:
        if subprocess.run(check, check=False, capture_output=True).returncode == 0:
            return True
        time.sleep(0.2)
    return False
