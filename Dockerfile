# syntax=docker/dockerfile:1
#
# The operator:         docker build --target operator -t inference-operator .
# The server, CPU:      docker build --target server -t inference-server .
# The server, GPU:      docker build --target server -t inference-server:gpu \
#                         --build-arg ONNXRUNTIME=Microsoft.ML.OnnxRuntime.Gpu \
#                         --build-arg SERVER_BASE=nvidia/cuda:13.0.1-cudnn-runtime-ubuntu24.04 .

ARG SDK_IMAGE=mcr.microsoft.com/dotnet/sdk:10.0
ARG OPERATOR_BASE=mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled
# The server is published self-contained: its base needs the C and C++ libraries alone, so a CUDA image does as well.
ARG SERVER_BASE=mcr.microsoft.com/dotnet/runtime-deps:10.0-noble-chiseled

FROM --platform=$BUILDPLATFORM ${SDK_IMAGE} AS build
# Set by BuildKit, for each platform of --platform; a default here would win over it.
ARG TARGETARCH
WORKDIR /source
COPY Directory.Build.props Directory.Packages.props global.json .editorconfig ./
COPY src/ src/

FROM build AS build-operator
RUN dotnet publish src/InferenceOperator -c Release -a ${TARGETARCH:-amd64} --self-contained false -o /app

FROM build AS build-server
ARG ONNXRUNTIME=Microsoft.ML.OnnxRuntime
RUN dotnet publish src/InferenceServer -c Release -a ${TARGETARCH:-amd64} --self-contained true -p:OnnxRuntimePackage=$ONNXRUNTIME -o /app

FROM ${OPERATOR_BASE} AS operator
WORKDIR /app
COPY --from=build-operator /app .
# The root filesystem is read-only in a cluster: no diagnostics socket.
ENV DOTNET_EnableDiagnostics=0
USER 65532:65532
EXPOSE 8080
ENTRYPOINT ["/app/InferenceOperator"]
CMD ["run"]

FROM ${SERVER_BASE} AS server
WORKDIR /app
COPY --from=build-server /app .
# No GPUs but those that the device plugin hands out, whose value replaces this one: the CUDA images say "all", and a model that asked for
# no GPU would use, on a GPU node, those that others hold.
ENV NVIDIA_VISIBLE_DEVICES=void
ENV DOTNET_EnableDiagnostics=0 DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1
USER 65532:65532
EXPOSE 8080
ENTRYPOINT ["/app/InferenceServer"]
CMD ["serve"]
