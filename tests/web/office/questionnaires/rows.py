from tests.web.permissions import GET, POST, Row, anybody, only

SLUG = {"slug": "nps-after-job"}

# The questionnaires themselves are not part of the cast: whoever may edit finds none of this name (404 too),
# so these rows hold for the pages without one; test_pages.py has the others.
ROWS = [
    Row("office:questionnaires", GET, only("insights_owner")),
    Row("office:questionnaire-import", GET, only("insights_owner")),
    Row(
        "office:questionnaire-import",
        POST,
        only("insights_owner", status=302),
        data={"name": "After a visit"},
    ),
    Row("office:questionnaire-instruments", GET, only("insights_owner")),
    Row("office:questionnaire-instruments", POST, only("insights_owner", status=422)),
    Row("office:questionnaire-bring", GET, only("insights_owner")),
    Row("office:questionnaire-bring", POST, only("insights_owner", status=422)),
    Row("office:questionnaire-estimate", GET, only(), args=lambda _cast: SLUG),
    Row("office:questionnaire-take", GET, only(), args=lambda _cast: SLUG),
    Row("office:questionnaire-take-file", GET, only(), args=lambda _cast: {**SLUG, "program": "surveyjs"}),
    Row("office:questionnaire-schema", GET, anybody()),
    Row("office:questionnaire", GET, only(), args=lambda _cast: SLUG),
    Row("office:questionnaire", POST, only(), args=lambda _cast: SLUG),
    Row("office:questionnaire-preview", GET, only(), args=lambda _cast: SLUG),
    Row("office:questionnaire-preview", POST, only(), args=lambda _cast: SLUG),
    Row("office:questionnaire-coach", POST, only(), args=lambda _cast: SLUG),
    Row("office:questionnaire-publish", POST, only(), args=lambda _cast: SLUG),
    Row("office:questionnaire-discard", POST, only(), args=lambda _cast: SLUG),
    Row("office:questionnaire-undo", POST, only(), args=lambda _cast: SLUG),
    Row("office:questionnaire-export", GET, only(), args=lambda _cast: SLUG),
    Row("office:questionnaire-versions", GET, only(), args=lambda _cast: SLUG),
]
