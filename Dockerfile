# syntax=docker/dockerfile:1
# Two stages: the wheels are put together where there is pip, and run where there is nothing but them.
FROM python:3.13-slim AS build
WORKDIR /src
COPY requirements.lock pyproject.toml README.md LICENSE ./
RUN python -m venv /opt/addleads \
 && /opt/addleads/bin/pip install --no-cache-dir --require-hashes -r requirements.lock
COPY bot ./bot
RUN /opt/addleads/bin/pip install --no-cache-dir --no-deps . \
 && /opt/addleads/bin/pip uninstall --yes pip

FROM python:3.13-slim
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="addleads" \
      org.opencontainers.image.description="Add leads to Amplemarket sequences from Slack" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
RUN useradd --system --uid 10001 --home-dir /data --create-home addleads
COPY --from=build /opt/addleads /opt/addleads
# All that is written goes to /data: the root file system may be read-only.
ENV PATH="/opt/addleads/bin:$PATH" PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 TMPDIR=/data \
    ADDLEADS_DATABASE_URL="sqlite:////data/addleads.db" ADDLEADS_LOG=json ADDLEADS_HTTP_PORT=8080
USER 10001
WORKDIR /data
VOLUME /data
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=45s \
  CMD ["python", "-c", "import os, urllib.request as web; web.urlopen(f\"http://127.0.0.1:{os.environ['ADDLEADS_HTTP_PORT']}/readyz\", timeout=4)"]
ENTRYPOINT ["addleads"]
CMD ["serve"]
