# What all Python images of the platform stand on: the interpreter without what only builds need, `shared`, the health
# check, the user, the labels. Each service's Dockerfile adds its packages and its code. Decision 16 says why so.
#   docker build -f docker/python.Dockerfile -t tidemark/python .
# Of its own the image runs the job that makes secrets; that is how compose comes to build it first.

# Empty, or `@sha256:…` of the tag below; the services' Dockerfiles take the same argument.
ARG PYTHON_DIGEST=""

FROM docker.io/library/python:3.13-slim${PYTHON_DIGEST} AS trimmed
COPY docker/sbom.py docker/healthcheck.py docker/make_secrets.py /app/docker/
COPY shared/src /app/shared/src
# Package managers, Perl, what of Python needs a screen, and setuid bits go: nothing here installs or gains anything.
RUN set -eu; \
    lib="$(python -c 'import sysconfig; print(sysconfig.get_path("stdlib"))')"; \
    pip="$(python -c 'import os, pip; print(os.path.dirname(pip.__file__))')"; \
    dpkg --purge --force-all apt libapt-pkg7.0 sqv perl-base; \
    rm -rf "$pip" "$pip"-*.dist-info /usr/bin/pip* /usr/local/bin/pip* /usr/local/bin/idle* "$lib/ensurepip" "$lib/idlelib" \
        "$lib/tkinter" "$lib/turtledemo" "$lib/pydoc_data" "$lib/test" /usr/local/include /usr/lib/*/gconv \
        /usr/share/bash-completion /usr/share/doc /usr/share/info /usr/share/lintian /usr/share/locale \
        /usr/share/man /usr/share/perl5 /var/lib/apt /var/cache/* /var/log/*; \
    find / -xdev -type f -perm /6000 -exec chmod a-s {} +; \
    echo 'tidemark:x:10001:' >> /etc/group; \
    echo 'tidemark:x:10001:10001::/tmp:/usr/sbin/nologin' >> /etc/passwd; \
    for folder in postgres redis migrate market_data analytics users portfolio sentiment gateway monitoring; do \
        install -d -o 10001 -g 10001 "/secrets/$folder"; \
    done; \
    python /app/docker/sbom.py debian /usr/share/sbom/debian.cdx.json; \
    python -m compileall -q --invalidation-mode unchecked-hash "$lib" /app

# One layer: what was removed above is in none below it.
FROM scratch
# hadolint ignore=DL3067
COPY --from=trimmed / /
ENV PATH=/usr/local/bin:/usr/bin:/bin \
    LANG=C.UTF-8 \
    HOME=/tmp \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONPATH=/app/shared/src:/opt/packages \
    HOST=0.0.0.0
WORKDIR /app
USER 10001:10001
# Ready, not only alive: compose starts what needs this container when it is. Isolated and without site: 20 ms.
HEALTHCHECK --interval=10s --timeout=5s --start-period=90s --retries=3 \
    CMD ["python", "-I", "-S", "/app/docker/healthcheck.py"]
CMD ["python", "/app/docker/make_secrets.py"]
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.vendor="Tidemark" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.title="tidemark/python" \
      org.opencontainers.image.description="What all Python images of the platform stand on"
