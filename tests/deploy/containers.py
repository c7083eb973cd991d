"""What the container files say, read as the tools would read them."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from compose_spec import PyOptions

from deploy.local.deployables import GATEWAY, SERVICES, UNITS
from deploy.local.layout import CHECKOUT

FOLDER = CHECKOUT / "deploy" / "containers"
DOCKERFILE = FOLDER / "Dockerfile"
FILES = dict.fromkeys(UNITS, "compose.unit.yaml") | {GATEWAY: "compose.gateway.yaml"}
"""The compose file of each env file."""
IMAGES = {service: (f"services/{service}", "service") for service in SERVICES} | {
    GATEWAY: (GATEWAY, "gateway")
}
ARGUMENTS = {name: {"DEPLOYABLE": folder, "LOCK": lock} for name, (folder, lock) in IMAGES.items()}
"""Of each image: its folder, its lock, and so its build arguments."""
GIVEN = {"CIC_DATABASE_PASSWORD": "a secret from outside"}

_VARIABLE = re.compile(r"\$\{(?P<name>\w+)(?:(?P<kind>:[-?])(?P<rest>[^}]*))?\}")


@dataclass(frozen=True)
class Instruction:
    """One instruction of a Dockerfile, with its options apart."""

    name: str
    options: Mapping[str, str]
    text: str

    @property
    def words(self) -> Sequence[str]:
        """The exec form, or the words of the shell form."""
        if self.text.startswith("["):
            words: list[str] = json.loads(self.text)
            return words
        return self.text.split()


def instructions() -> list[Instruction]:
    """Return the Dockerfile's instructions in order."""
    lines = [
        line
        for line in DOCKERFILE.read_text(encoding="utf-8").splitlines()
        if line.strip() and not line.startswith("#")
    ]
    joined = re.sub(r"\\\n\s*", "", "\n".join(lines))
    return [_instruction(line) for line in joined.splitlines()]


def _instruction(line: str) -> Instruction:
    name, _, rest = line.partition(" ")
    options: dict[str, str] = {}
    while found := re.match(r"--([\w-]+)=(\S+)\s+", rest):
        options[found[1]] = found[2]
        rest = rest[found.end() :]
    return Instruction(name, options, rest.strip())


def environment_of(file: Path) -> dict[str, str]:
    """Return the variables that an env file sets."""
    lines = file.read_text(encoding="utf-8").splitlines()
    pairs = (line.partition("=") for line in lines if line and not line.startswith("#"))
    return {name: value for name, _, value in pairs}


def interpolated(text: str, variables: Mapping[str, str]) -> str:
    """Replace variables as compose does. Raises `KeyError` for one that nobody sets."""

    def value(found: re.Match[str]) -> str:
        if found["kind"] == ":-":
            return variables.get(found["name"]) or found["rest"]
        return variables[found["name"]]

    return _VARIABLE.sub(value, text)


def composition(name: str, environment: Path) -> Any:
    """Return a compose file with the env file's variables in it, checked by its specification.

    Raises `ValueError` for what the specification does not know.
    """
    text = (FOLDER / name).read_text(encoding="utf-8")
    # Comments may speak of variables that compose would not look at.
    plain = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))
    options = PyOptions(apply_merge=True)
    composed = options.from_yaml(interpolated(plain, GIVEN | environment_of(environment)))
    composed.validate()
    return composed.to_dict()


def container_environment(service: Mapping[str, Any]) -> dict[str, str]:
    """Return what the container of a service is told: its env files, then what stands beside."""
    told: dict[str, str] = {}
    for file in service.get("env_file", ()):
        told |= environment_of(FOLDER / (file if isinstance(file, str) else file["path"]))
    return told | {name: str(value) for name, value in service.get("environment", {}).items()}


def copies(arguments: Mapping[str, str]) -> Iterator[tuple[Path, str]]:
    """Yield what an image with these build arguments takes from the checkout, and to where."""
    for each in instructions():
        if each.name == "COPY" and "from" not in each.options:
            *sources, target = interpolated(each.text, arguments).split()
            for source in sources:
                yield CHECKOUT / source, target


def composed(env: str) -> Any:
    """Return the composition of a unit or of the gateway."""
    return composition(FILES[env], FOLDER / "env" / f"{env}.env")


def deployables(env: str) -> Mapping[str, Any]:
    """Return its containers that are ours."""
    return {name: of for name, of in composed(env)["services"].items() if "build" in of}
