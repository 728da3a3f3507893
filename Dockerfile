# Built by the same steps as everywhere else (Makefile); verified by hand in docs/decisions/0002.

FROM python:3.11-slim AS build
RUN apt-get update && apt-get install --yes --no-install-recommends make && rm -rf /var/lib/apt/lists/*
WORKDIR /source
COPY . .
# Node comes in a wheel here; the running image has neither it nor any installer of ours
RUN make wheel \
    && .cache/uv/bin/uv venv --python python3.11 /opt/casting \
    && .cache/uv/bin/uv pip install --python /opt/casting --compile-bytecode \
        --require-hashes --only-binary :all: -r requirements/product.txt \
    && .cache/uv/bin/uv pip install --python /opt/casting --compile-bytecode --no-deps --offline dist/*.whl

FROM python:3.11-slim
RUN useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin casting \
    && install --directory --owner casting --group casting --mode 0700 /data
COPY --from=build /opt/casting /opt/casting
ENV PATH=/opt/casting/bin:$PATH \
    CASTING_DATA=/data \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1
USER casting
WORKDIR /data
# All that is ever written lies here or in /tmp: the root file system may be read-only
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s CMD \
    ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/health/live', timeout=4)"]
ENTRYPOINT ["casting"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8000"]
