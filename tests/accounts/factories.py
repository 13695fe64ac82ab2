import factory
from allauth.mfa.totp.internal.auth import TOTP

from pontdesarts.accounts.models import User

# the secret of every test's authenticator application
TOTP_SECRET = "JBSWY3DPEHPK3PXP"


class UserFactory(factory.django.DjangoModelFactory[User]):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"personne{n}@example.org")
    name = factory.Sequence(lambda n: f"Camille Martin {n}")


class SecureUserFactory(UserFactory):
    """With a second factor, as staff of an association must have."""

    @factory.post_generation
    def second_factor(self, create, extracted, **kwargs):
        if extracted is not False:
            TOTP.activate(self, TOTP_SECRET)
