{{- define "gatehouse.name" -}}
{{- if contains .Chart.Name .Release.Name }}{{ .Release.Name }}{{ else }}{{ printf "%s-%s" .Release.Name .Chart.Name | trunc 63 | trimSuffix "-" }}{{ end }}
{{- end }}

{{- define "gatehouse.selector" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "gatehouse.labels" -}}
{{ include "gatehouse.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end }}

{{- define "gatehouse.metadata" -}}
name: {{ include "gatehouse.name" . }}
namespace: {{ .Release.Namespace }}
labels:
  {{- include "gatehouse.labels" . | nindent 2 }}
{{- end }}

{{/* A file of config/: word for word where it is given as text, such as with --set-file. */}}
{{- define "gatehouse.file" -}}
{{- if kindIs "string" . }}{{ . | trim }}{{ else }}{{ toYaml . }}{{ end }}
{{- end }}
