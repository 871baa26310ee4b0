from django.urls import URLPattern, URLResolver, path

from extramile.web.office.questionnaires import editing, estimating, exchanging, files, instruments, pages

urlpatterns: list[URLPattern | URLResolver] = [
    path("", pages.overview, name="questionnaires"),
    path("schema.json", files.published_schema, name="questionnaire-schema"),
    path("import", files.take_file, name="questionnaire-import"),
    path("bring", exchanging.bring, name="questionnaire-bring"),
    path("instruments", instruments.instruments_page, name="questionnaire-instruments"),
    path("<slug:slug>/", editing.edit, name="questionnaire"),
    path("<slug:slug>/preview", editing.preview, name="questionnaire-preview"),
    path("<slug:slug>/coach", editing.coach, name="questionnaire-coach"),
    path("<slug:slug>/publish", editing.publish, name="questionnaire-publish"),
    path("<slug:slug>/discard", editing.discard, name="questionnaire-discard"),
    path("<slug:slug>/undo", editing.undo, name="questionnaire-undo"),
    path("<slug:slug>/export", files.export, name="questionnaire-export"),
    path("<slug:slug>/estimate", estimating.estimate, name="questionnaire-estimate"),
    path("<slug:slug>/take", exchanging.take, name="questionnaire-take"),
    path("<slug:slug>/take/<slug:program>", exchanging.take_file, name="questionnaire-take-file"),
    path("<slug:slug>/versions", pages.versions, name="questionnaire-versions"),
]
