"""Choose a file; we look at it and guess its columns."""

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from extramile.conductor.imports import handler_of
from extramile.core.clock import now
from extramile.core.tables import TableProblem, tell
from extramile.intake.models import BatchKind, ImportBatch, Source
from extramile.intake.operations import files, source_called, start_batch
from extramile.people.access import Deed
from extramile.web.access import allowed, signed_in_user
from extramile.web.office.imports.common import EXPLAINED, KINDS, kinds_for


class UploadForm(forms.Form):
    """What is in the file, where it comes from, and the file."""

    kind = forms.ChoiceField(label=gettext_lazy("What is in the file?"), widget=forms.RadioSelect)
    source = forms.CharField(
        label=gettext_lazy("Where does it come from?"),
        max_length=200,
        help_text=gettext_lazy(
            "The name of the system, such as “planning”. The columns you confirm are remembered by it."
        ),
        widget=forms.TextInput(attrs={"list": "sources", "autocomplete": "off"}),
    )
    file = forms.FileField(
        label=gettext_lazy("File"),
        allow_empty_file=True,  # the reader says what to do about it
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx"}),
    )

    def __init__(self, *arguments: object, kinds: list[BatchKind], **named: object) -> None:
        super().__init__(*arguments, **named)  # type: ignore[arg-type]
        choices = [(kind.value, f"{KINDS[kind]}: {EXPLAINED[kind]}") for kind in kinds]
        self.fields["kind"].choices = choices  # type: ignore[attr-defined]
        self.fields["file"].help_text = _(
            "CSV or XLSX, up to %(limit)s MB. Every encoding is recognised."
        ) % {"limit": settings.UPLOAD_LIMIT_MEGABYTES}


@allowed(Deed.IMPORT, Deed.MANAGE_PEOPLE)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    kinds = kinds_for(request)
    if request.method != "POST":
        asked = request.GET.get("kind", "")
        initial = {
            "kind": asked if asked in kinds else kinds[0],
            "source": request.GET.get("source", "")[:200],
        }
        return _page(request, UploadForm(kinds=kinds, initial=initial))
    form = UploadForm(request.POST, request.FILES, kinds=kinds)
    if form.is_valid():
        try:
            batch = _take(request, form)
        except TableProblem as problem:
            form.add_error("file", tell(problem.code, problem.parameters))
        except OSError:
            form.add_error("file", tell("disk_full", {}))
        else:
            return redirect("office:import-columns", pk=batch.pk)
    return _page(request, form, status=422)


def _page(request: HttpRequest, form: UploadForm, *, status: int = 200) -> HttpResponse:
    sources = Source.objects.order_by("name").values_list("name", flat=True)[:200]
    return render(request, "office/imports/new.html", {"form": form, "sources": sources}, status=status)


def _take(request: HttpRequest, form: UploadForm) -> ImportBatch:
    kind = BatchKind(form.cleaned_data["kind"])
    uploaded = form.cleaned_data["file"]
    path = files.store(uploaded.chunks())
    try:
        return start_batch(
            source_called(form.cleaned_data["source"]),
            kind,
            path,
            file_name=uploaded.name,
            fields=handler_of(kind).fields,
            now=now(),
            actor=signed_in_user(request),
        )
    except BaseException:
        path.unlink(missing_ok=True)
        raise
