"""Small values that views are made of: texts in languages, terms, sources, deliberations."""

from datetime import date

import strawberry

from gateway.plans.fields import col, items, words


@strawberry.type(description="A text in one language.")
class LocalizedText:
    language: str = col("language", description="A BCP 47 tag, such as fr or nl.")
    text: str = col("text")


@strawberry.type(description="A name in one language, and the days between which it holds.")
class DatedName:
    language: str = col("language", description="A BCP 47 tag, such as fr or nl.")
    text: str = col("text")
    since: date | None = col("since", description="Null where no source gives the day.")
    until: date | None = col("until", description="The first day on which it no longer holds.")


@strawberry.type(description="A text in one language, and whose words they are.")
class TermText:
    language: str = col("language", description="A BCP 47 tag, such as fr or nl.")
    text: str = col("text")
    unofficial: bool = col(
        "unofficial", description="True for a translation of ours: the source has another language."
    )


@strawberry.type(description="A term that a programme defines: a code that stays, and its text.")
class Term:
    code: str = col("code")
    text: str = words("text", description="In the language asked for, else in French, else in any.")
    texts: list[TermText] = items("texts", description="In every language there is.")


@strawberry.type(description="Where a statement was read, and how far it can be relied on.")
class Source:
    reference: str = col("reference")
    note: str | None = col("note")


@strawberry.type(description="A document that proves an act.")
class Evidence:
    reference: str = col("reference")
    url: str | None = col("url")
    sha256: str | None = col("sha256", description="Of the document's bytes, where they are kept.")


@strawberry.type(description="A dated decision of a council or an executive (délibération).")
class Deliberation:
    body: str = col("body", description="The organ that decided, such as Conseil communal.")
    reference: str = col("reference")
    adopted_on: date = col("adopted_on")
    object: str | None = col("object")
    evidence: Evidence | None = items("evidence")


@strawberry.type(description="A decision to put a decision off.")
class Adjournment:
    body: str = col("body", description="The organ that decided, such as Conseil communal.")
    reference: str = col("reference")
    adopted_on: date = col("adopted_on")
    until: date | None = col("until", description="The day it was put off to, where one was named.")
    evidence: Evidence | None = items("evidence")


@strawberry.type(description="An amount in its original currency.")
class Money:
    amount: str = col("amount", description="An exact decimal, as text.")
    currency: str = col("currency", description="ISO 4217.")


@strawberry.type(description="How complete a list is known to be.")
class Coverage:
    partial: bool = col("partial", description="True where more exists than is listed here.")
    listed: int = col("listed")
    stated: int | None = col("stated", description="How many there are, by the source.")
    source: str = col("source")
    note: str | None = col("note")
