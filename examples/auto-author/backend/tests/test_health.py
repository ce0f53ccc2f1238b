import asyncio

import httpx
import pytest
from fastapi.testclient import TestClient

from app.health import database_answers, run_checks, service_answers

HEALTH = "/api/v1/health"


async def up() -> None:
    return None


async def down() -> None:
    raise ConnectionError("mongodb://user:hunter2@main refused the connection")


def test_all_up_is_200(client: TestClient) -> None:
    client.app.state.checks = {"main": up, "openai": up, "clerk": up}
    response = client.get(HEALTH)
    assert response.status_code == 200
    assert response.json() == {"status": "ok", "checks": {"main": "ok", "openai": "ok", "clerk": "ok"}}


@pytest.mark.parametrize("broken", ["main", "openai", "clerk"])
def test_one_down_is_503_and_keeps_the_reason_private(client: TestClient, broken: str) -> None:
    client.app.state.checks = {"main": up, "openai": up, "clerk": up, broken: down}
    response = client.get(HEALTH)
    assert response.status_code == 503
    assert response.json()["status"] == "degraded"
    assert [name for name, state in response.json()["checks"].items() if state == "down"] == [broken]
    assert "hunter2" not in response.text


def test_real_checks_find_nobody(client: TestClient) -> None:
    response = client.get(HEALTH)
    assert response.status_code == 503
    assert response.json()["checks"] == {"main": "down", "openai": "down", "clerk": "down"}


def test_a_check_that_hangs_is_down() -> None:
    async def hangs() -> None:
        await asyncio.sleep(60)

    assert asyncio.run(run_checks({"main": hangs}, timeout=0.01)) == {"main": "down"}


@pytest.mark.parametrize(("status", "expected"), [(200, "ok"), (401, "ok"), (404, "ok"), (503, "down")])
def test_a_service_is_up_when_it_answers_below_500(status: int, expected: str) -> None:
    async def ask() -> dict[str, str]:
        transport = httpx.MockTransport(lambda request: httpx.Response(status))
        async with httpx.AsyncClient(transport=transport) as http:
            return await run_checks({"openai": service_answers(http, "https://api.openai.com/v1")})

    assert asyncio.run(ask()) == {"openai": expected}


def test_the_database_check_pings() -> None:
    asked: list[str] = []

    class FakeMongo:
        class admin:
            @staticmethod
            async def command(name: str) -> None:
                asked.append(name)

    assert asyncio.run(run_checks({"main": database_answers(FakeMongo())})) == {"main": "ok"}
    assert asked == ["ping"]
