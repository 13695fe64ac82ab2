import factory
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.contrib.auth.hashers import make_password

from pontdesarts.accounts.models import User

# the secret of every test's authenticator application
TOTP_SECRET = "JBSWY3DPEHPK3PXP"


def totp_code(secret: str = TOTP_SECRET) -> str:
    """What the application shows at this instant."""
    return str(format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time())))))


class UserFactory(factory.django.DjangoModelFactory[User]):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"personne{n}@example.org")
    name = factory.Sequence(lambda n: f"Camille Martin {n}")
    password = factory.LazyFunction(lambda: make_password(None))


class SecureUserFactory(UserFactory):
    """With a second factor, as staff of an association must have."""

    @factory.post_generation
    def second_factor(self, create, extracted, **kwargs):
        if extracted is not False:
            TOTP.activate(self, TOTP_SECRET)
