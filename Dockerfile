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
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=care.settings \
    CARE_DATA_DIR=/data
WORKDIR /care
USER care
EXPOSE 8000
CMD ["uvicorn", "care.asgi:application", "--host", "0.0.0.0", "--port", "8000", \
     "--timeout-graceful-shutdown", "2", "--no-access-log"]
