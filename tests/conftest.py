"""The harness: a second compiler. See `tests/harness/`, and CONTRIBUTING.md, « The harness »."""

import os
from collections.abc import Callable, Iterator

import hypothesis
import pytest
from django.core.cache import cache
from pytest_django import DjangoDbBlocker
from pytest_django.fixtures import Settings

from tests.harness import emptying, migrated, network, queries, templates
from tests.harness.jobs import Jobs
from tests.harness.mail import PostOffice, open_post_office

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright's loop runs beside the ORM
# how long an example takes says how busy the machine is, not whether the rule holds
hypothesis.settings.register_profile(
    "pontdesarts", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("pontdesarts")


@pytest.fixture(autouse=True, scope="session")
def _second_compiler() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for guard in (emptying, network, queries, templates):
            guard.install(patch)
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None,
    django_db_use_migrations: bool,
    django_db_blocker: DjangoDbBlocker,
) -> None:
    """Each worker's database is a copy of one that is migrated, rather than migrated each time."""
    if django_db_use_migrations:
        with django_db_blocker.unblock():
            migrated.copy_from_now_on()


@pytest.fixture(autouse=True)
def _own_order(request: pytest.FixtureRequest) -> None:
    queries.new_order(request.node.nodeid)


@pytest.fixture(autouse=True)
def _nobody_has_tried_yet(request: pytest.FixtureRequest, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Tries to sign in are counted in a table of no model, which nothing empties after a test that commits."""
    yield
    mark = request.node.get_closest_marker("django_db")
    commits = mark is not None and mark.kwargs.get("transaction")
    if commits or {"transactional_db", "live_server"}.intersection(request.fixturenames):
        with django_db_blocker.unblock():
            cache.clear()


@pytest.fixture
def jobs(db: None) -> Jobs:
    """`jobs.waiting()`, `jobs.run()`: what the test deferred, done in its transaction."""
    return Jobs()


@pytest.fixture
def post_office(settings: Settings) -> Iterator[PostOffice]:
    """A mail server that Django really speaks to: `post_office.received[0].subject`."""
    with open_post_office() as office:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = office.host, office.port
        yield office


@pytest.fixture
def queries_stay_flat(db: None) -> Callable[[Callable[[], object], Callable[[], object]], int]:
    """`queries_stay_flat(act, grow)`: as many queries after ``grow`` as before; returns how many."""
    return queries.stay_flat
