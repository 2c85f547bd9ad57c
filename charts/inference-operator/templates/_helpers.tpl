{{- define "inference-operator.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{- define "inference-operator.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 63 | trimSuffix "-" -}}
{{- else if contains (include "inference-operator.name" .) .Release.Name -}}
{{- .Release.Name | trunc 63 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name (include "inference-operator.name" .) | trunc 63 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "inference-operator.selector" -}}
app.kubernetes.io/name: {{ include "inference-operator.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "inference-operator.labels" -}}
{{ include "inference-operator.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
{{- end -}}

{{- define "inference-operator.serviceAccountName" -}}
{{- default (include "inference-operator.fullname" .) .Values.serviceAccount.name -}}
{{- end -}}

{{- define "inference-operator.image" -}}
{{- printf "%s:%s" .Values.image.repository (default .Chart.AppVersion .Values.image.tag) -}}
{{- end -}}

{{- define "inference-operator.serverImage" -}}
{{- printf "%s:%s" .Values.server.image.repository (default .Chart.AppVersion .Values.server.image.tag) -}}
{{- end -}}

{{- define "inference-operator.resource" -}}
{{- .resource | default (printf "%ss" (lower .kind)) -}}
{{- end -}}

{{- define "inference-operator.group" -}}
{{- if contains "/" .apiVersion -}}{{- (splitList "/" .apiVersion) | first -}}{{- end -}}
{{- end -}}

{{/* What the operator may do with the kinds of training.integrations: suspend and resume their objects, and read the names of what is between them and their pods. */}}
{{- define "inference-operator.integrationRules" -}}
{{- $owners := dict }}
{{- range .Values.training.integrations }}
- apiGroups: [{{ include "inference-operator.group" . | quote }}]
  resources: [{{ include "inference-operator.resource" . }}]
  verbs: [list, watch, patch]
{{- range .owners }}
{{- $_ := set $owners (printf "%s %s" (include "inference-operator.group" .) (include "inference-operator.resource" .)) . }}
{{- end }}
{{- end }}
{{- range $key := keys $owners | sortAlpha }}
{{- $owner := get $owners $key }}
- apiGroups: [{{ include "inference-operator.group" $owner | quote }}]
  resources: [{{ include "inference-operator.resource" $owner }}]
  verbs: [get]
{{- end }}
{{- end -}}
