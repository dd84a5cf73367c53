# One image for web server and worker. Built in two steps, so that compilers and Node stay behind.
FROM python:3.13-slim AS build
WORKDIR /portal
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
COPY requirements/ requirements/
RUN python -m venv .venv && .venv/bin/pip install --quiet --require-hashes -r requirements/production.txt
# Node for the front end, in an environment of its own
RUN python -m venv /node && /node/bin/pip install --quiet --require-hashes -r requirements/node.txt
COPY . .
RUN /node/bin/python frontend/build.py && rm -rf frontend/node_modules
ENV DJANGO_SETTINGS_MODULE=portal.settings.dev VAR_DIR=/tmp/var STATIC_ROOT=/portal/static
RUN .venv/bin/python manage.py messages --compile && .venv/bin/python manage.py collectstatic --no-input --verbosity 0 \
    && .venv/bin/python -m compileall -q portal search directory

FROM python:3.13-slim
RUN useradd --system --uid 10001 --home-dir /data --create-home portal
COPY --from=build /portal /portal
WORKDIR /portal
ENV DJANGO_SETTINGS_MODULE=portal.settings.production PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PATH=/portal/.venv/bin:$PATH \
    VAR_DIR=/data STATIC_ROOT=/portal/static METRICS_DIR=/tmp/metrics
USER portal
VOLUME /data
EXPOSE 8000
CMD ["python", "manage.py", "web", "--host", "0.0.0.0"]
