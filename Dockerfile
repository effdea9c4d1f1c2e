# Two stages: the wheels are built where there is a compiler, and run where there is none.
FROM python:3.13-slim AS build
WORKDIR /src
COPY requirements.lock pyproject.toml README.md LICENSE ./
RUN python -m venv /opt/addleads \
 && /opt/addleads/bin/pip install --no-cache-dir --require-hashes -r requirements.lock
COPY bot ./bot
RUN /opt/addleads/bin/pip install --no-cache-dir --no-deps .

FROM python:3.13-slim
LABEL org.opencontainers.image.title="addleads" \
      org.opencontainers.image.description="Add leads to Amplemarket sequences from Slack" \
      org.opencontainers.image.licenses="MIT"
RUN useradd --system --uid 10001 --home-dir /data --create-home addleads
COPY --from=build /opt/addleads /opt/addleads
ENV PATH="/opt/addleads/bin:$PATH" PYTHONUNBUFFERED=1 \
    ADDLEADS_DATABASE_URL="sqlite:////data/addleads.db" ADDLEADS_LOG=json
USER addleads
WORKDIR /data
VOLUME /data
STOPSIGNAL SIGTERM
ENTRYPOINT ["addleads"]
CMD ["serve"]
