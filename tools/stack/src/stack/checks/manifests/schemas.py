"""Compare objects with Kubernetes' own schemas, fields that it does not know included."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import kubernetes_validate

from stack.checks.manifests.render import Manifest, name_of

VERSION: Final = "1.37"
# What operators add to a cluster: their schemas are not among Kubernetes' own, so that only kind and version are known.
ADDED: Final[Mapping[str, tuple[str, ...]]] = {
    "cert-manager.io/v1": ("Certificate",),
    "external-secrets.io/v1": ("ExternalSecret", "SecretStore"),
    "gateway.networking.k8s.io/v1": ("Gateway", "HTTPRoute"),
    "keda.sh/v1alpha1": ("ScaledObject",),
}


def problems(manifests: Sequence[Manifest]) -> Iterator[str]:
    for one in manifests:
        if one["kind"] in ADDED.get(one["apiVersion"], ()):
            continue
        try:
            kubernetes_validate.validate(dict(one), VERSION, strict=True)
        except kubernetes_validate.ValidationError as error:
            place = ".".join(str(part) for part in error.path)
            yield f"{name_of(one)}: {place}: {error.message[:300]}"
        except kubernetes_validate.SchemaNotFoundError:
            yield f"{name_of(one)}: nobody knows {one['apiVersion']} {one['kind']}"
