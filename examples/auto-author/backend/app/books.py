"""Books: list the newest ones, create one."""

from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, StringConstraints

LIST_LIMIT = 100

router = APIRouter(prefix="/books", tags=["books"])

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


class NewBook(BaseModel):
    title: Line
    author: Line


class Book(NewBook):
    id: str
    created_at: datetime


def books_collection(request: Request) -> Any:
    return request.app.state.database["books"]


Books = Annotated[Any, Depends(books_collection)]


@router.get("")
async def list_books(books: Books) -> list[Book]:
    newest_first = books.find().sort("created_at", -1).limit(LIST_LIMIT)
    return [as_book(document) for document in await newest_first.to_list()]


@router.post("", status_code=201)
async def create_book(new: NewBook, books: Books) -> Book:
    # MongoDB keeps milliseconds; the answer must equal what a later list returns.
    now = datetime.now(UTC)
    created_at = now.replace(microsecond=now.microsecond // 1000 * 1000)
    document = {**new.model_dump(), "created_at": created_at}
    result = await books.insert_one(document)
    return as_book({**document, "_id": result.inserted_id})


def as_book(document: dict[str, Any]) -> Book:
    return Book(
        id=str(document["_id"]),
        title=document["title"],
        author=document["author"],
        created_at=document["created_at"],
    )
