from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

from ..models import Department, Outline


@login_not_required
@require_safe
@cache_control(public=True, max_age=86400)
@conditional_page
def outlines(request: HttpRequest, code: str) -> HttpResponse:
    """The contours of the communes of a department, as GeoJSON: none when the operator has loaded none."""
    department = get_object_or_404(Department, code=code)
    rows = Outline.objects.filter(commune__department=department).order_by("commune")
    features = [
        {"type": "Feature", "properties": {"insee": insee, "name": name}, "geometry": geometry}
        for insee, name, geometry in rows.values_list("commune_id", "commune__name", "geometry")
    ]
    return JsonResponse(
        {"type": "FeatureCollection", "features": features},
        content_type="application/geo+json",
        json_dumps_params={"separators": (",", ":"), "ensure_ascii": False},
    )
