"""The commands that need nothing running, and what the others say when nothing runs."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet
from typer.testing import CliRunner, Result

from cli.main import COMMANDS, application
from deploy.local.layout import Layout, migrate

CHECKOUT = Path(__file__).resolve().parents[2]
BELFAA = "01a2023c-36d4-77b9-aaf9-1f2f6ad2e249"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / ".cic"


def cic(data: Path, *arguments: str) -> Result:
    environment = {"CIC_DATA": str(data), "NO_COLOR": "1", "COLUMNS": "100"}
    app = application(arguments[0])
    return CliRunner().invoke(app, arguments, prog_name="cic", env=environment)


def test_the_list_of_commands_imports_none_of_them() -> None:
    code = (
        "import sys; from cli.main import application; application(None);"
        "print(*[name for name in sys.modules if name.startswith(('cli.', 'deploy', 'asyncpg'))])"
    )
    environment = os.environ | {"PYTHONPATH": str(CHECKOUT)}
    found = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    assert found.stdout.split() == ["cli.main"]


def test_help_names_every_command(data: Path) -> None:
    answer = cic(data, "--help")
    assert answer.exit_code == 0
    assert all(f" {name} " in answer.stdout for name in COMMANDS)


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_explains_itself(name: str, data: Path) -> None:
    answer = cic(data, name, "--help")
    assert answer.exit_code == 0
    assert f"Usage: cic {name}" in answer.stdout


def test_an_unknown_command_is_refused(data: Path) -> None:
    answer = cic(data, "upp")
    assert answer.exit_code == 2
    assert "No such command 'upp'" in answer.stderr


def test_a_token_says_what_was_asked_and_verifies_against_the_key_set(data: Path) -> None:
    words = ("--role", "commune-user", "--unit", "ma", "--organisation", BELFAA)
    printed = cic(data, "token", *words).stdout.strip()
    keys = KeySet.import_key_set(json.loads((data / "keys" / "jwks.json").read_text()))
    claims = jwt.decode(printed, keys, algorithms=["Ed25519"]).claims
    assert claims["roles"] == ["commune-user"]
    assert claims["units"] == ["ma"]
    assert claims["organisation"] == BELFAA


def test_a_role_that_does_not_exist_gets_no_token(data: Path) -> None:
    answer = cic(data, "token", "--role", "minister")
    assert answer.exit_code == 1
    assert answer.stderr.startswith("error: no role minister; there are country-unit,")
    assert answer.stdout == ""


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("--role country-unit --unit MA", "not a unit: MA (write for example ma,bj)"),
        ("--role commune-user --unit ma", "a commune-user acts for one commune"),
        ("--role commune-user --unit ma --organisation Belfaa", "give its id as --organisation"),
    ],
)
def test_a_token_that_would_open_nothing_is_not_printed(data: Path, words: str, said: str) -> None:
    answer = cic(data, "token", *words.split())
    assert answer.exit_code == 1
    assert said in answer.stderr
    assert answer.stdout == ""


def test_status_says_when_nothing_runs_to_people_and_to_programs(data: Path) -> None:
    assert cic(data, "status").stdout == "nothing runs: ./cic up\n"
    answer = cic(data, "status", "--json")
    assert json.loads(answer.stdout) == {"phase": "stopped"}
    assert answer.exit_code == 3


def test_a_state_file_that_a_killed_supervisor_left_does_not_look_like_running(
    data: Path,
) -> None:
    layout = Layout(data)
    migrate(layout)
    layout.state.write_text('{"supervisor": {"name": "supervisor", "pid": 1}}')
    assert cic(data, "status").stdout == "nothing runs: ./cic up\n"


def test_down_wipe_removes_data_of_a_platform_that_does_not_run(data: Path) -> None:
    migrate(Layout(data))
    answer = cic(data, "down", "--wipe")
    assert answer.exit_code == 0
    assert answer.stdout == f"nothing runs\nremoved {data}\n"
    assert not data.exists()


def test_logs_of_an_unknown_process_name_those_there_are(data: Path) -> None:
    layout = Layout(data)
    migrate(layout)
    layout.log("kafka").write_text("one\ntwo\n")
    answer = cic(data, "logs", "kafak")
    assert answer.exit_code == 1
    assert answer.stderr == "error: no log kafak; there are kafka\n"
    assert cic(data, "logs", "kafka").stdout == "one\ntwo\n"


def test_a_rebuild_says_what_it_cannot_rebuild_and_when_nothing_runs(data: Path) -> None:
    for name, says in (("atlantis", "there are gateway"), ("gateway", "nothing runs")):
        answer = cic(data, "rebuild", name)
        assert answer.exit_code == 1
        assert says in answer.stderr


def test_units_that_do_not_exist_are_refused_before_anything_starts(data: Path) -> None:
    answer = cic(data, "up", "--units", "ma,Benin")
    assert answer.exit_code == 1
    assert answer.stderr == "error: not a unit: Benin (write for example ma,bj)\n"
    assert not data.exists()


def test_a_folder_of_a_later_version_is_not_touched(data: Path) -> None:
    data.mkdir()
    (data / "version").write_text("99\n")
    answer = cic(data, "up")
    assert answer.exit_code == 1
    assert "has layout 99" in answer.stderr
    assert "Traceback" not in answer.stderr
