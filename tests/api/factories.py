"""Programs that enter. `entered(token)` is a client that carries its secret."""

from datetime import timedelta

import factory
from django.test import Client
from django.utils import timezone

from pontdesarts.api import digests
from pontdesarts.api.models import Token
from pontdesarts.api.rules import OF_PARTNERS, Scope
from tests.associations.factories import AssociationFactory

ALL = sorted(scope.value for scope in Scope)


class TokenFactory(factory.django.DjangoModelFactory[Token]):
    """An association's, with every right; `TokenFactory(partner=…)` is a partner's. Its secret is `token.secret`."""

    class Meta:
        model = Token
        skip_postgeneration_save = True

    association = factory.LazyAttribute(lambda t: t.partner.association if t.partner else AssociationFactory())
    partner = None
    name = factory.Sequence(lambda n: f"Logiciel {n}")
    scopes = factory.LazyAttribute(lambda t: sorted(scope.value for scope in OF_PARTNERS) if t.partner else ALL)
    secret_digest = factory.Sequence(lambda n: digests.digest(f"{digests.PREFIX}essai-{n}"))
    created_at = factory.LazyFunction(timezone.now)
    expires_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=30))

    @factory.post_generation
    def secret(self, create, extracted, **kwargs):
        secret = extracted or digests.make()
        self.secret, self.secret_digest = secret, digests.digest(secret)
        if create:
            self.save(update_fields=["secret_digest"])


def entered(token: Token) -> Client:
    return Client(headers={"Authorization": f"Bearer {token.secret}"})
