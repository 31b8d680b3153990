{{- define "donatello.name" -}}
{{- if contains .Chart.Name .Release.Name }}{{ .Release.Name | trunc 50 | trimSuffix "-" }}{{ else }}{{ printf "%s-%s" .Release.Name .Chart.Name | trunc 50 | trimSuffix "-" }}{{ end }}
{{- end }}

{{- define "donatello.image" -}}
{{ .root.Values.image.prefix }}{{ .program }}:{{ .root.Values.image.tag | default .root.Chart.AppVersion }}
{{- end }}

{{- define "donatello.serviceAccount" -}}
{{ .Values.serviceAccount.name | default (printf "%s-silo" (include "donatello.name" .)) }}
{{- end }}

{{/* What finds the pods of a program again; it never changes. */}}
{{- define "donatello.selector" -}}
app.kubernetes.io/name: {{ .root.Chart.Name }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .program }}
{{- end }}

{{/* The same in one line. */}}
{{- define "donatello.match" -}}
{ {{ include "donatello.selector" . | replace "\n" ", " }} }
{{- end }}

{{- define "donatello.labels" -}}
{{ include "donatello.selector" . }}
app.kubernetes.io/version: {{ .root.Values.image.tag | default .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ .root.Chart.Name }}-{{ .root.Chart.Version }}
{{- end }}

{{- define "donatello.podSecurity" -}}
runAsNonRoot: true
runAsUser: 1654
runAsGroup: 1654
fsGroup: 1654
fsGroupChangePolicy: OnRootMismatch
seccompProfile: { type: RuntimeDefault }
{{- end }}

{{- define "donatello.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: { drop: [ALL] }
{{- end }}

{{- define "donatello.fromSecret" -}}
- name: {{ .name }}
  valueFrom: { secretKeyRef: { name: {{ .secret }}, key: {{ .key }} } }
{{- end }}

{{/* Environment that silos and front ends share. */}}
{{- define "donatello.clusterEnv" -}}
- { name: Cluster__Id, value: {{ .Values.cluster.id | quote }} }
- { name: Cluster__ServiceId, value: {{ .Values.cluster.serviceId | quote }} }
{{ include "donatello.fromSecret" (dict "name" "ConnectionStrings__Redis" "secret" .Values.connections.existingSecret "key" "redis") }}
- { name: Images__Store, value: {{ .Values.images.store }} }
{{- if eq .Values.images.store "azure" }}
- { name: Images__Container, value: {{ .Values.images.container }} }
{{ include "donatello.fromSecret" (dict "name" "ConnectionStrings__Images" "secret" .Values.connections.existingSecret "key" "images") }}
{{- else }}
- { name: Images__Folder, value: /images }
{{- end }}
- { name: Keys__Folder, value: /keys }
{{- with .Values.telemetry.endpoint }}
- { name: OTEL_EXPORTER_OTLP_ENDPOINT, value: {{ . | quote }} }
{{- end }}
{{- end }}

{{- define "donatello.imagesVolume" -}}
{{- if eq .Values.images.store "folder" -}}
- name: images
  persistentVolumeClaim: { claimName: {{ required "images.existingClaim is missing: with images.store=folder name a claim that all pods mount." .Values.images.existingClaim }} }
{{- end }}
{{- end }}

{{/* Pods of a program on different machines where there are enough of them. */}}
{{- define "donatello.spread" -}}
- maxSkew: 1
  topologyKey: kubernetes.io/hostname
  whenUnsatisfiable: ScheduleAnyway
  labelSelector: { matchLabels: {{ include "donatello.match" . }} }
{{- end }}
