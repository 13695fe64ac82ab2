"""How much anybody may send at once. Django keeps what is sent in files on its disk before a page looks at it."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

# the photos of a list, which are the heaviest that a page takes, with room to spare
MOST_BYTES = 80 * 1024 * 1024


def refuse_what_is_too_heavy(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[..., HttpResponse]:
    """Middleware: nothing is read of a body that says that it is heavier than any page takes. Of one that does not say
    how long it is, Django reads nothing."""

    def answered(request: HttpRequest) -> HttpResponse:
        said = request.META.get("CONTENT_LENGTH") or "0"
        if said.isdecimal() and (len(said) > 12 or int(said) > MOST_BYTES):
            sentence = "Ce que vous envoyez est trop lourd. Envoyez un fichier à la fois."
            return HttpResponse(sentence, status=413, content_type="text/plain; charset=utf-8")
        return get_response(request)

    return answered
