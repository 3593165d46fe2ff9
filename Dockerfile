FROM python:3.11-slim AS packages
COPY requirements.txt /
RUN python -m venv /venv \
    && /venv/bin/pip install --no-cache-dir --require-hashes --requirement /requirements.txt

FROM python:3.11-slim
RUN useradd --system --create-home --home-dir /data care
COPY --from=packages /venv /venv
COPY . /care
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    DJANGO_SETTINGS_MODULE=care.settings \
    CARE_DATA_DIR=/data \
    CARE_HASHED_STATIC=1 \
    CARE_STATIC_ROOT=/srv/static
WORKDIR /care
# Whoever runs it may not write here: without this, each process would compile Care when it starts.
RUN python -m compileall -q care connectors inbox reporting routing
# Collecting files asks neither for the database nor for the real keys.
RUN DATABASE_URL=postgresql:///none CARE_OWNER_DATABASE_URL=postgresql:///none BROKER_URL=redis:// \
    CARE_SECRET_KEY=none CARE_CREDENTIALS_KEY=none python -m django collectstatic --no-input
USER care
EXPOSE 8000
CMD ["uvicorn", "care.asgi:application", "--host", "0.0.0.0", "--port", "8000", \
     "--http", "h11", "--loop", "asyncio", "--timeout-graceful-shutdown", "2", "--no-access-log"]
