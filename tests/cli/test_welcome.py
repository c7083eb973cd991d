"""What is printed once the platform is ready."""

from cli.welcome import where_to_go
from deploy.local.state import Process, State


def service(unit: str, name: str, port: int) -> Process:
    url = f"http://127.0.0.1:{port}"
    return Process(f"{unit}-{name}", port=port, url=url, unit=unit, service=name)


def test_each_unit_has_a_line_with_the_pages_of_all_its_services() -> None:
    running = [
        service("ma", "partnerships", 8131),
        service("ma", "planning", 8132),
        service("ma", "reporting", 8133),
        service("bj", "partnerships", 8101),
    ]
    state = State(
        Process("supervisor"),
        gateway="http://127.0.0.1:8080",
        processes={process.name: process for process in running},
    )
    lines = [line.split(maxsplit=1) for line in where_to_go(state).splitlines() if line.strip()]
    assert lines[:3] == [
        ["GraphiQL", "http://127.0.0.1:8080/graphql"],
        ["ma", "http://127.0.0.1:8131/docs (planning 8132, reporting 8133)"],
        ["bj", "http://127.0.0.1:8101/docs"],
    ]
    assert "./cic show MA" in where_to_go(state)
