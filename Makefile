# make help lists the targets.
.DEFAULT_GOAL := help
SHELL := /bin/bash

CONFIGURATION ?= Debug
SOLUTION := InferenceOperator.sln
LOCAL_CLUSTER := tests/InferenceOperator.LocalCluster
DEMO := tests/InferenceOperator.Demo
BENCHMARKS := tests/InferenceOperator.Benchmarks
SERVER_BENCHMARKS := tests/InferenceServer.Benchmarks
CONFORMANCE := tests/InferenceServer.Conformance
UNIT_TESTS := tests/InferenceOperator.Core.Tests tests/InferenceOperator.Tests tests/InferenceServer.Tests $(CONFORMANCE)
INTEGRATION_TESTS := tests/InferenceOperator.IntegrationTests
RESULTS := artifacts/test-results

# Runs test projects one after the other and ends with the sum over all of them.
# $(1): projects, $(2): folder of the results, $(3): more arguments
define run-tests
	@rm -rf $(2); status=0; \
	for project in $(1); do \
	  dotnet test $$project --no-build -c $(CONFIGURATION) --nologo --logger "trx;LogFilePrefix=$$(basename $$project)" \
	    --results-directory $(2) $(3) || status=1; \
	done; \
	dotnet run --project $(LOCAL_CLUSTER) --no-build -c $(CONFIGURATION) -- test-summary $(2) || status=1; \
	exit $$status
endef

# Builds a project and what it needs, and says nothing but errors: what runs next is what the reader came for.
build-quietly = @dotnet msbuild $(1) -restore -p:Configuration=$(CONFIGURATION) -nologo -v:q -tl:off '-clp:ErrorsOnly;NoSummary'

.PHONY: help
help: ## list the targets
	@grep -hE '^[a-z][a-z0-9-]*:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z0-9-]+):.*## (.*)/\1|\2/' | while IFS='|' read -r t d; do printf '  %-16s %s\n' "$$t" "$$d"; done

.PHONY: build
build: ## compile everything
	dotnet build $(SOLUTION) -c $(CONFIGURATION) -v q -clp:NoSummary

# Shows the progress of the first build, which a test run would swallow.
.PHONY: test-tools
test-tools: build
	@dotnet run --project $(LOCAL_CLUSTER) --no-build -c $(CONFIGURATION) -- tools --models $(if $(CRD_SERVER),--crd-server)

.PHONY: test
test: test-tools ## unit and integration tests: a real control plane, fake GPU nodes, a real Prometheus
	$(call run-tests,$(UNIT_TESTS) $(INTEGRATION_TESTS),$(RESULTS)/test,--filter "Category!=E2E")

.PHONY: unit
unit: build ## unit tests alone
	$(call run-tests,$(UNIT_TESTS),$(RESULTS)/unit,)

.PHONY: e2e
e2e: CRD_SERVER := 1
e2e: test-tools ## end-to-end tests: a node whose containers really run (root), CRDs on a current API machinery
	$(call run-tests,$(INTEGRATION_TESTS),$(RESULTS)/e2e,--filter "Category=E2E")

.PHONY: demo
demo: ## the whole loop on a real node, step by step (KEEP=1 leaves the cluster up)
	@echo "building the demo"
	$(call build-quietly,$(DEMO))
	@dotnet run --project $(DEMO) --no-build -c $(CONFIGURATION) -- run $(if $(KEEP),--keep)

.PHONY: demo-down
demo-down: ## end the cluster that 'make demo KEEP=1' left up
	$(call build-quietly,$(DEMO))
	@dotnet run --project $(DEMO) --no-build -c $(CONFIGURATION) -- down

.PHONY: bench-scaling
bench-scaling: ## the scaling decision against rivals and bounds, and live on a control plane; JSON in artifacts/bench/scaling.json (SEEDS=n ONLY=text)
	@dotnet build $(BENCHMARKS) -c Release -v q -clp:ErrorsOnly --nologo
	@dotnet run --project $(BENCHMARKS) --no-build -c Release -- scaling $(if $(SEEDS),--seeds $(SEEDS)) $(if $(ONLY),--only "$(ONLY)")
	@dotnet run --project $(BENCHMARKS) --no-build -c Release -- scaling-live

.PHONY: bench-training
bench-training: ## inference and training on one cluster against preemption by priority, whole jobs and a static partition, and live; JSON in artifacts/bench/training.json (SEEDS=n ONLY=text NODES=n)
	@dotnet build $(BENCHMARKS) -c Release -v q -clp:ErrorsOnly --nologo
	@dotnet run --project $(BENCHMARKS) --no-build -c Release -- training $(if $(SEEDS),--seeds $(SEEDS)) $(if $(ONLY),--only "$(ONLY)")
	@dotnet run --project $(BENCHMARKS) --no-build -c Release -- training-plan
	@dotnet run --project $(BENCHMARKS) --no-build -c Release -- training-live $(if $(NODES),--nodes $(NODES))

.PHONY: bench-server
bench-server: ## the model server against ONNX Runtime in process, each on one core; JSON in artifacts/bench/server.json (ROUNDS=n)
	@dotnet build $(SERVER_BENCHMARKS) -c Release -v q -clp:ErrorsOnly --nologo
	@taskset -c 1 dotnet run --project $(SERVER_BENCHMARKS) --no-build -c Release -- server $(if $(ROUNDS),--rounds $(ROUNDS))

.PHONY: bench-server-node
bench-server-node: ## the model server against onnxruntime-node behind fastify, same core, callers and tensors; into server.json (ROUNDS=n)
	@dotnet build $(SERVER_BENCHMARKS) -c Release -v q -clp:ErrorsOnly --nologo
	@taskset -c 1 dotnet run --project $(SERVER_BENCHMARKS) --no-build -c Release -- node $(if $(ROUNDS),--rounds $(ROUNDS))

.PHONY: bench-server-soak
bench-server-soak: ## the model server's memory over a million requests and a thousand loads and unloads; into server.json (REQUESTS=n CYCLES=n)
	@dotnet build $(SERVER_BENCHMARKS) -c Release -v q -clp:ErrorsOnly --nologo
	@taskset -c 1 dotnet run --project $(SERVER_BENCHMARKS) --no-build -c Release -- soak $(if $(REQUESTS),--requests $(REQUESTS)) $(if $(CYCLES),--cycles $(CYCLES))

.PHONY: conformance
conformance: ## the ONNX project's backend tests through the server, by REST and gRPC; every skip with its reason (ONLY=text)
	$(call build-quietly,$(CONFORMANCE))
	@dotnet run --project $(CONFORMANCE) --no-build -c $(CONFIGURATION) -- onnx $(if $(ONLY),--only "$(ONLY)")

.PHONY: fuzz
fuzz: ## a million broken requests to the model server; what fails is printed with its number and comes again with ONLY (COUNT=n SEED=n ONLY=n)
	$(call build-quietly,$(CONFORMANCE))
	@dotnet run --project $(CONFORMANCE) --no-build -c $(CONFIGURATION) -- fuzz $(if $(COUNT),--count $(COUNT)) $(if $(SEED),--seed $(SEED)) $(if $(ONLY),--only $(ONLY))

.PHONY: cluster-tools
cluster-tools: ## build and fetch Kubernetes, etcd, kubectl, helm, Prometheus into the cache (Debian, root; about 5 minutes, once)
	$(call build-quietly,$(LOCAL_CLUSTER))
	@dotnet run --project $(LOCAL_CLUSTER) --no-build -c $(CONFIGURATION) -- tools --models $(if $(CRD_SERVER),--crd-server)

.PHONY: cluster-up
cluster-up: ## start a cluster in the background (FAKE_NODES=n GPUS=n REAL_NODE=1)
	$(call build-quietly,$(LOCAL_CLUSTER))
	@dotnet run --project $(LOCAL_CLUSTER) --no-build -c $(CONFIGURATION) -- up --detach \
	  $(if $(FAKE_NODES),--fake-nodes $(FAKE_NODES)) $(if $(GPUS),--gpus $(GPUS)) $(if $(REAL_NODE),--real-node)

.PHONY: cluster-down
cluster-down: ## end that cluster and remove everything of it
	$(call build-quietly,$(LOCAL_CLUSTER))
	@dotnet run --project $(LOCAL_CLUSTER) --no-build -c $(CONFIGURATION) -- down

.PHONY: cluster-status
cluster-status: ## show that cluster and its nodes
	$(call build-quietly,$(LOCAL_CLUSTER))
	@dotnet run --project $(LOCAL_CLUSTER) --no-build -c $(CONFIGURATION) -- status

.PHONY: crds
crds: ## generate crds/, the chart's copy and docs/reference/api.md from the C# types
	dotnet run --project src/InferenceOperator -c $(CONFIGURATION) -- crds --output crds --output charts/inference-operator/crds --reference docs/reference/api.md

.PHONY: manifests
manifests: crds ## render docs/install/inference-operator.yaml from the chart
	@mkdir -p docs/install
	helm=$$(dotnet run --project $(LOCAL_CLUSTER) -c $(CONFIGURATION) -- helm-path) && \
	  { cat docs/install/namespace.yaml; $$helm template inference-operator charts/inference-operator --namespace inference-system \
	  | grep -vE 'helm.sh/chart:|managed-by: Helm|^# Source:'; } > docs/install/inference-operator.yaml

.PHONY: fmt
fmt: ## format the C# sources
	dotnet format $(SOLUTION)

.PHONY: clean
clean: ## remove build outputs (not the tools' cache)
	dotnet clean $(SOLUTION) -c $(CONFIGURATION) -v q -clp:NoSummary
	rm -rf artifacts
