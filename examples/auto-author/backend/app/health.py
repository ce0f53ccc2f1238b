"""Whether the application can do its work: the database and both services it calls answer.

A check says only "ok" or "down" to the caller; the reason goes to the log, because the endpoint is public.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import httpx
from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

CHECK_TIMEOUT_SECONDS = 2.0

Check = Callable[[], Awaitable[None]]

log = logging.getLogger("uvicorn.error")
router = APIRouter()


def database_answers(client: Any) -> Check:
    async def check() -> None:
        await client.admin.command("ping")

    return check


def service_answers(http: httpx.AsyncClient, url: str) -> Check:
    """Any answer below 500 will do: an unauthorised HEAD still shows that the service is there."""

    async def check() -> None:
        response = await http.head(url)
        if response.status_code >= 500:
            raise RuntimeError(f"{url} answered {response.status_code}")

    return check


async def outcome(name: str, check: Check, timeout: float) -> str:
    try:
        async with asyncio.timeout(timeout):
            await check()
    except Exception as reason:
        log.warning("health: %s is down: %s", name, str(reason) or type(reason).__name__)
        return "down"
    return "ok"


async def run_checks(checks: Mapping[str, Check], timeout: float = CHECK_TIMEOUT_SECONDS) -> dict[str, str]:
    outcomes = await asyncio.gather(*(outcome(name, check, timeout) for name, check in checks.items()))
    return dict(zip(checks, outcomes, strict=True))


@router.api_route("/health", methods=["GET", "HEAD"])
async def health(request: Request) -> JSONResponse:
    checks = await run_checks(request.app.state.checks)
    healthy = all(result == "ok" for result in checks.values())
    return JSONResponse(
        {"status": "ok" if healthy else "degraded", "checks": checks},
        status_code=200 if healthy else 503,
        headers={"Cache-Control": "no-store"},
    )
