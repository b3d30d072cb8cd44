# The demo page in a browser, from the pins of requirements.txt.
#
#   docker build -t mspn .                              # CPU
#   docker build -t mspn --build-arg TORCH=cuda .       # with CUDA's libraries
#   docker run --shm-size 2g -p 127.0.0.1:7860:7860 mspn
#   docker run --shm-size 2g --gpus all mspn mim train mmpose CONFIG
#
# TORCH_INDEX: a package index with CPU builds of torch. Without it the CPU image
# installs the registry's build.
FROM python:3.11-slim-bookworm
ARG TORCH=cpu
ARG TORCH_INDEX=
RUN apt-get update \
    && apt-get install -y --no-install-recommends libgl1 libglib2.0-0 git \
    && rm -rf /var/lib/apt/lists/*
ENV PYTHONUNBUFFERED=1 PYTHONWARNINGS=ignore VIRTUAL_ENV=/opt/mspn \
    PATH=/opt/mspn/bin:$PATH
WORKDIR /src
COPY requirements.txt docker/
RUN python -m venv /opt/mspn && pip install --no-cache-dir uv==0.13.8
RUN cd docker && if [ "$TORCH" = cpu ] && [ -n "$TORCH_INDEX" ]; then \
        grep -vE '^(nvidia-|cuda-|triton)' requirements.txt > pins.txt \
        && uv pip install --no-cache --no-deps --index "$TORCH_INDEX" \
            --index-strategy unsafe-best-match -r pins.txt; \
    else uv pip install --no-cache --no-deps -r requirements.txt; fi
COPY . .
RUN uv pip install --no-cache --no-deps --no-build-isolation . \
    && python -c "import mspn_plugin, mmdet.apis"
WORKDIR /work
EXPOSE 7860
CMD ["python", "-m", "mspn_plugin.tools.demo_page", "--host", "0.0.0.0"]
