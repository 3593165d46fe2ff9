"""Cases know their customer's language; the search asks for it, and for the custom fields."""

from importlib import import_module

from django.db import migrations, models

from care.core.tenancy.search import Searched, SearchFunction

# What is the same stays written down once.
search = import_module("inbox.migrations.0008_search")

ARGUMENTS = (
    *search.ARGUMENTS,
    "languages text[] DEFAULT NULL",
    "fields text[] DEFAULT NULL",  # slugs of custom fields of cases or customers
    "wanted text[] DEFAULT NULL",  # what each of them says, in small letters
)
MORE = """
    AND ($20 IS NULL OR c.language = ANY($20))
    AND ($21 IS NULL OR NOT EXISTS (
        SELECT FROM unnest($21, $22) AS w (slug, says)
        WHERE lower(c.fields ->> w.slug) IS DISTINCT FROM w.says AND NOT EXISTS (
            SELECT FROM inbox_customer u
            WHERE u.organisation_id = c.organisation_id AND u.id = c.customer_id
              AND lower(u.fields ->> w.slug) = w.says)))
"""


def more(body: str) -> str:
    asked = body.replace(search.FITS, search.FITS + MORE)
    return asked.replace(search.USING, f"{search.USING}, languages, fields, wanted")


def care_search(*, arguments: tuple[str, ...], body: str) -> SearchFunction:
    return SearchFunction(
        "care_search",
        arguments=arguments,
        returns="case_id bigint, message_id bigint, note_id bigint, at timestamptz, cut boolean",
        declare=search.DECLARE,
        body=body,
    )


before = care_search(arguments=search.ARGUMENTS, body=search.BODY)


class Migration(migrations.Migration):
    dependencies = [("inbox", "0011_known_problems")]

    operations = [
        migrations.AddField(
            model_name="case",
            name="language",
            field=models.CharField(blank=True, db_default="", default="", max_length=8),
        ),
        Searched(
            "inbox_case",
            columns=[
                *("brand_id", "channel_id", "customer_id", "team_id", "owner_id", "state"),
                *("merged_into_id", "last_message_at", "language", "fields"),
            ],
        ),
        Searched("inbox_customer", columns=["display_name", "fields"]),
        migrations.RunSQL(before.backwards(), before.forwards()),
        care_search(arguments=ARGUMENTS, body=more(search.BODY)),
    ]
