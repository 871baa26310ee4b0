"""Pages to read: which questionnaires there are, and what changed from version to version."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from extramile.people.access import Deed
from extramile.people.models import User
from extramile.questionnaires.queries import questionnaires
from extramile.web.access import allowed
from extramile.web.office.questionnaires.common import find
from extramile.web.office.questionnaires.differences import differences


@allowed(Deed.EDIT_QUESTIONNAIRES)
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    rows = []
    for questionnaire in questionnaires().prefetch_related("versions"):
        versions = sorted(questionnaire.versions.all(), key=lambda version: -version.number)
        rows.append(
            {
                "questionnaire": questionnaire,
                "draft": next((one for one in versions if one.published_at is None), None),
                "published": next((one for one in versions if one.published_at is not None), None),
                "questions": len(versions[0].definition["questions"]) if versions else 0,
                "languages": versions[0].definition["languages"] if versions else [],
            }
        )
    return render(request, "office/questionnaires/overview.html", {"rows": rows})


@allowed(Deed.EDIT_QUESTIONNAIRES)
@require_safe
def versions(request: HttpRequest, slug: str) -> HttpResponse:
    questionnaire = find(slug)
    found = list(questionnaire.versions.order_by("-number"))
    names = dict(User.objects.filter(pk__in={one.published_by_id for one in found}).values_list("pk", "name"))
    rows = [
        {
            "version": version,
            "by": names.get(version.published_by_id or 0, ""),
            "changes": differences(before.definition, version.definition) if before else [],
            "is_first": before is None,
        }
        for version, before in zip(found, [*found[1:], None], strict=True)
    ]
    context = {"questionnaire": questionnaire, "rows": rows}
    return render(request, "office/questionnaires/versions.html", context)
