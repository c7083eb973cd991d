"""The compose files and env files, by their specification and by our settings.

No container is started here: there is no engine on the machines that run this.
"""

import json
import os
import re
import subprocess
from pathlib import Path

import pytest

from deploy.local.deployables import GATEWAY, GATEWAY_PORT, SERVICES, UNITS, services_of
from deploy.local.layout import CHECKOUT
from kernel.settings import GatewaySettings, ServiceSettings, Settings
from tests.deploy.containers import (
    FILES,
    FOLDER,
    composed,
    composition,
    container_environment,
    deployables,
    environment_of,
)


def test_every_unit_has_its_env_file_and_so_has_the_gateway() -> None:
    assert {file.stem for file in (FOLDER / "env").glob("*.env")} == set(FILES)


@pytest.mark.parametrize("env", FILES)
def test_a_compose_file_is_one_by_its_specification(env: str) -> None:
    whole = composed(env)
    assert set(deployables(env)) == ({GATEWAY} if env == GATEWAY else set(SERVICES))
    assert whole["name"] == f"cic-{env}"
    for service in whole["services"].values():
        for needed in service.get("depends_on", {}):
            assert needed in whole["services"]
        for volume in service.get("volumes", ()):
            source = volume.split(":")[0] if isinstance(volume, str) else volume["source"]
            assert source in whole["volumes"] or (FOLDER / source).is_file()


def test_what_the_specification_does_not_know_is_refused(tmp_path: Path) -> None:
    text = (FOLDER / "compose.gateway.yaml").read_text(encoding="utf-8")
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text(text.replace("stop_grace_period", "stop_grace"))
    with pytest.raises(ValueError, match="stop_grace"):
        composition(str(wrong), FOLDER / "env" / "gateway.env")


@pytest.mark.parametrize("env", FILES)
def test_a_deployable_is_told_exactly_what_its_settings_want(
    env: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, service in deployables(env).items():
        wanted: type[Settings] = GatewaySettings if name == GATEWAY else ServiceSettings
        told = container_environment(service)
        for known in [key for key in os.environ if key.startswith("CIC_")]:
            monkeypatch.delenv(known)
        for key, value in told.items():
            monkeypatch.setenv(key, value)
        settings = wanted.read()
        assert settings.database_url == f"postgresql://cic@postgres/{database_of(env, name)}"
        assert settings.profile == "production"
        assert getattr(settings, "unit", GATEWAY) == env
        fields = {f"CIC_{field}".upper() for field in wanted.model_fields}
        assert {key for key in told if key.startswith("CIC_")} <= fields
        for key in told:
            monkeypatch.delenv(key)


def database_of(env: str, deployable: str) -> str:
    return "cic_gateway" if deployable == GATEWAY else f"cic_{env}_{deployable}"


@pytest.mark.parametrize("env", FILES)
def test_every_deployable_has_a_database_of_its_own_that_is_made_for_it(env: str) -> None:
    made = composed(env)["services"]["postgres"]["environment"]["CIC_DATABASES"].split()
    assert made == [database_of(env, name) for name in deployables(env)]


@pytest.mark.parametrize("env", FILES)
def test_no_env_file_holds_a_secret(env: str) -> None:
    names = environment_of(FOLDER / "env" / f"{env}.env")
    assert [name for name in names if re.search("PASSWORD|TOKEN|SECRET|KEY", name)] == []


@pytest.mark.parametrize("env", [env for env in FILES if env != GATEWAY])
def test_the_key_that_seals_is_shown_to_services_as_a_secret(env: str) -> None:
    whole = composed(env)
    file = whole["secrets"]["sealing_key"]["file"]
    assert file == f"/etc/cic/seals-{env}.json"
    for service in deployables(env).values():
        assert [of if isinstance(of, str) else of["source"] for of in service["secrets"]] == [
            "sealing_key"
        ]
        assert container_environment(service)["CIC_SEALING_KEY"] == "/run/secrets/sealing_key"


def test_services_listen_on_the_ports_that_they_have_on_one_machine() -> None:
    ports = {f"{each.unit}-{each.service}": each.port for each in services_of(UNITS)}
    for unit in UNITS:
        told = environment_of(FOLDER / "env" / f"{unit}.env")
        for service in SERVICES:
            assert told[f"{service.upper()}_PORT"] == str(ports[f"{unit}-{service}"])
    assert environment_of(FOLDER / "env" / "gateway.env")["GATEWAY_PORT"] == str(GATEWAY_PORT)


@pytest.mark.parametrize("env", FILES)
def test_what_is_published_beyond_the_machine_is_the_broker_and_only_when_told(env: str) -> None:
    for service in composed(env)["services"].values():
        for port in service.get("ports", ()):
            assert json.dumps(port).lstrip('"').startswith("127.0.0.1:")


@pytest.mark.parametrize("env", FILES)
def test_deployables_run_with_as_little_as_they_need(env: str) -> None:
    for service in deployables(env).values():
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert "no-new-privileges:true" in service["security_opt"]
        assert service["depends_on"]["postgres"]["condition"] == "service_healthy"
        # Commands and queries work without a broker.
        assert service["depends_on"]["kafka"]["condition"] == "service_started"


@pytest.mark.parametrize("env", ["ma", GATEWAY])
def test_the_broker_is_configured_as_the_embedded_one(env: str) -> None:
    broker = composed(env)["services"]["kafka"]
    locked = json.loads((CHECKOUT / "deploy/local/kafka.lock.json").read_text())["kafka"]
    assert broker["image"] == f"apache/kafka:{locked}"
    lines = (CHECKOUT / "deploy/local/kafka.properties").read_text().splitlines()
    embedded = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    ours = {
        name.removeprefix("KAFKA_").lower().replace("_", "."): str(value)
        for name, value in broker["environment"].items()
        if name.startswith("KAFKA_")
    }
    listeners = {"inter.broker.listener.name"}
    assert ours.keys() - embedded.keys() == listeners
    of_the_place = {name for name in ours if re.search("listener|quorum|log.dirs|roles", name)}
    for name in ours.keys() - of_the_place:
        assert ours[name] == embedded[name], name


def test_the_script_that_makes_the_databases_is_a_shell_script(tmp_path: Path) -> None:
    createdb = tmp_path / "createdb"
    createdb.write_text('#!/bin/sh\necho "$@"\n')
    createdb.chmod(0o755)
    told = {"POSTGRES_USER": "cic", "CIC_DATABASES": "one two", "PATH": f"{tmp_path}:/bin:/usr/bin"}
    script = FOLDER / "databases.sh"
    said = subprocess.run(["sh", str(script)], env=told, capture_output=True, text=True, check=True)
    assert said.stdout.splitlines() == ["--username cic one", "--username cic two"]
