{{/* The names of the templates are those of the community's chart: extraManifests use them. */}}
{{- define "prometheus-pushgateway.name" -}}
{{- default "prometheus-pushgateway" .Values.nameOverride | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{- define "prometheus-pushgateway.namespace" -}}
{{- default .Release.Namespace .Values.namespaceOverride -}}
{{- end -}}

{{- define "prometheus-pushgateway.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 63 | trimSuffix "-" -}}
{{- else -}}
{{- $name := default "prometheus-pushgateway" .Values.nameOverride -}}
{{- if contains $name .Release.Name -}}
{{- .Release.Name | trunc 63 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 63 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* Whether the pods are those of a StatefulSet. */}}
{{- define "prometheus-pushgateway.isStatefulSet" -}}
{{- if or .Values.runAsStatefulSet .Values.cluster.enabled -}}
true
{{- end -}}
{{- end -}}

{{/* The headless service of the nodes of a cluster. */}}
{{- define "prometheus-pushgateway.nodesName" -}}
{{- printf "%s-nodes" (include "prometheus-pushgateway.fullname" . | trunc 57 | trimSuffix "-") -}}
{{- end -}}

{{/* The nodes of a new cluster, as --cluster.peers takes them. */}}
{{- define "prometheus-pushgateway.peers" -}}
{{- $peers := list -}}
{{- range $i := until (int .Values.cluster.replicas) -}}
{{- $name := printf "%s-%d" (include "prometheus-pushgateway.fullname" $) $i -}}
{{- $peers = append $peers (printf "%s=%s.%s:%d" $name $name (include "prometheus-pushgateway.nodesName" $) (int $.Values.cluster.port)) -}}
{{- end -}}
{{- join "," $peers -}}
{{- end -}}

{{- define "prometheus-pushgateway.chart" -}}
{{- printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{- define "prometheus-pushgateway.selectorLabels" -}}
app.kubernetes.io/name: {{ include "prometheus-pushgateway.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "prometheus-pushgateway.defaultLabels" -}}
helm.sh/chart: {{ include "prometheus-pushgateway.chart" . }}
{{ include "prometheus-pushgateway.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- with .Values.podLabels }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- define "prometheus-pushgateway.serviceAccountName" -}}
{{- if .Values.serviceAccount.create -}}
{{- default (include "prometheus-pushgateway.fullname" .) .Values.serviceAccount.name -}}
{{- else -}}
{{- default "default" .Values.serviceAccount.name -}}
{{- end -}}
{{- end -}}

{{- define "prometheus-pushgateway.image" -}}
{{- $registry := default .Values.image.registry .Values.global.imageRegistry -}}
{{- $version := ternary (printf "%s-cluster" .Chart.AppVersion) .Chart.AppVersion .Values.cluster.enabled -}}
{{- $image := printf "%s:%s" .Values.image.repository (default $version .Values.image.tag) -}}
{{- if $registry -}}{{ $registry }}/{{- end -}}{{ $image }}
{{- end -}}

{{/* Whether the chart writes the web configuration, and whether there is one at all. */}}
{{- define "prometheus-pushgateway.writesWebConfig" -}}
{{- if and (not (dig "existingSecret" "name" "" .Values.webConfiguration)) (or .Values.webConfiguration .Values.tls.existingSecret) -}}
true
{{- end -}}
{{- end -}}

{{- define "prometheus-pushgateway.hasWebConfig" -}}
{{- if or .Values.webConfiguration .Values.tls.existingSecret -}}
true
{{- end -}}
{{- end -}}

{{- define "prometheus-pushgateway.webConfigSecret" -}}
{{- default (include "prometheus-pushgateway.fullname" .) (dig "existingSecret" "name" "" .Values.webConfiguration) -}}
{{- end -}}

{{/* A quantity of memory in MiB, rounded down. */}}
{{- define "prometheus-pushgateway.mebibytes" -}}
{{- $text := toString . -}}
{{- $number := float64 (regexFind "^[0-9.]+" $text) -}}
{{- $unit := regexReplaceAll "^[0-9.]+" $text "" -}}
{{- $bytes := dict "" 1.0 "k" 1e3 "M" 1e6 "G" 1e9 "T" 1e12 "Ki" 1024.0 "Mi" 1048576.0 "Gi" 1073741824.0 "Ti" 1099511627776.0 -}}
{{- if hasKey $bytes $unit -}}
{{- divf (mulf $number (get $bytes $unit)) 1048576 | floor | int64 -}}
{{- else -}}
{{- 1048576 -}}
{{- end -}}
{{- end -}}

{{- define "prometheus-pushgateway.checkValues" -}}
{{- $limit := dig "limits" "memory" "" .Values.resources -}}
{{- if $limit -}}
{{- if lt (int64 (include "prometheus-pushgateway.mebibytes" $limit)) 96 -}}
{{- fail (printf "resources.limits.memory is %v: the gateway needs 96Mi or more" $limit) -}}
{{- end -}}
{{- end -}}
{{- if .Values.cluster.enabled -}}
{{- if .Values.persistentVolume.existingClaim -}}
{{- fail "persistentVolume.existingClaim: nodes of a cluster cannot share one volume" -}}
{{- end -}}
{{- if not (or .Values.cluster.tlsSecret .Values.cluster.insecure) -}}
{{- fail "cluster.enabled needs cluster.tlsSecret, or cluster.insecure for plain text between the nodes" -}}
{{- end -}}
{{- else if and (gt (int .Values.replicaCount) 1) (not .Values.runAsStatefulSet) .Values.persistentVolume.enabled -}}
{{- fail "replicaCount is more than 1: gateways cannot share one volume" -}}
{{- end -}}
{{- end -}}

{{/* A probe: as given, but for the scheme of the port, and for what the kubelet cannot log in to. */}}
{{- define "prometheus-pushgateway.probe" -}}
{{- $probe := deepCopy .probe -}}
{{- if hasKey $probe "httpGet" -}}
{{- if dig "existingSecret" "name" "" .context.Values.webConfiguration -}}
{{- $_ := set $probe "tcpSocket" (dict "port" $probe.httpGet.port) -}}
{{- $_ := unset $probe "httpGet" -}}
{{- else if .context.Values.tls.existingSecret -}}
{{- $_ := set $probe.httpGet "scheme" "HTTPS" -}}
{{- end -}}
{{- end -}}
{{- toYaml $probe -}}
{{- end -}}

{{- define "prometheus-pushgateway.args" -}}
{{- $given := join "\n" .Values.extraArgs -}}
{{- if .Values.cluster.enabled }}
- --cluster.node=$(POD_NAME)
- --cluster.data={{ .Values.persistentVolume.mountPath }}/cluster
- --cluster.peers={{ include "prometheus-pushgateway.peers" . }}
- --cluster.listen=:{{ .Values.cluster.port }}
{{- if .Values.cluster.tlsSecret }}
- --cluster.tls-cert=/etc/cluster/tls.crt
- --cluster.tls-key=/etc/cluster/tls.key
- --cluster.tls-ca=/etc/cluster/ca.crt
{{- else }}
- --cluster.insecure
{{- end }}
{{- else if and .Values.persistentVolume.enabled (not (regexMatch "(?m)^--persistence\\.file(=|$)" $given)) }}
- --persistence.file={{ .Values.persistentVolume.mountPath }}/pushgateway.data
{{- end }}
{{- if include "prometheus-pushgateway.hasWebConfig" . }}
- --web.config.file=/etc/config/web-config.yaml
{{- if include "prometheus-pushgateway.writesWebConfig" . }}
- --web.open-health
{{- end }}
{{- end }}
{{- if .Values.rules }}
- --config.file=/etc/rules/rules.yaml
{{- end }}
{{- if .Values.access }}
- --web.access.file=/etc/access/access.yaml
{{- end }}
{{- with .Values.extraArgs }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- define "prometheus-pushgateway.podSpec" -}}
serviceAccountName: {{ include "prometheus-pushgateway.serviceAccountName" . }}
automountServiceAccountToken: {{ .Values.automountServiceAccountToken }}
{{- with .Values.priorityClassName }}
priorityClassName: {{ . | quote }}
{{- end }}
{{- with .Values.hostAliases }}
hostAliases:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with concat .Values.global.imagePullSecrets .Values.imagePullSecrets }}
imagePullSecrets:
  {{- range . }}
  {{- if kindIs "string" . }}
  - name: {{ . }}
  {{- else }}
  - {{ toYaml . }}
  {{- end }}
  {{- end }}
{{- end }}
{{- with .Values.securityContext }}
securityContext:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.extraInitContainers }}
initContainers:
  {{- toYaml . | nindent 2 }}
{{- end }}
containers:
  {{- with .Values.extraContainers }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
  - name: pushgateway
    image: {{ include "prometheus-pushgateway.image" . | quote }}
    imagePullPolicy: {{ .Values.image.pullPolicy }}
    {{- if or .Values.cluster.enabled .Values.extraVars }}
    env:
      {{- if .Values.cluster.enabled }}
      - name: POD_NAME
        valueFrom:
          fieldRef:
            fieldPath: metadata.name
      {{- end }}
      {{- with .Values.extraVars }}
      {{- toYaml . | nindent 6 }}
      {{- end }}
    {{- end }}
    {{- with include "prometheus-pushgateway.args" . | trim }}
    args:
      {{- . | nindent 6 }}
    {{- end }}
    ports:
      - name: metrics
        containerPort: {{ .Values.service.targetPort }}
        protocol: TCP
      {{- if .Values.cluster.enabled }}
      - name: cluster
        containerPort: {{ .Values.cluster.port }}
        protocol: TCP
      {{- end }}
    {{- if .Values.liveness.enabled }}
    livenessProbe:
      {{- include "prometheus-pushgateway.probe" (dict "probe" .Values.liveness.probe "context" .) | nindent 6 }}
    {{- end }}
    {{- if .Values.readiness.enabled }}
    readinessProbe:
      {{- include "prometheus-pushgateway.probe" (dict "probe" .Values.readiness.probe "context" .) | nindent 6 }}
    {{- end }}
    {{- with .Values.lifecycle }}
    lifecycle:
      {{- toYaml . | nindent 6 }}
    {{- end }}
    {{- with .Values.resources }}
    resources:
      {{- toYaml . | nindent 6 }}
    {{- end }}
    {{- with .Values.containerSecurityContext }}
    securityContext:
      {{- toYaml . | nindent 6 }}
    {{- end }}
    volumeMounts:
      - name: storage-volume
        mountPath: {{ .Values.persistentVolume.mountPath | quote }}
        subPath: {{ .Values.persistentVolume.subPath | quote }}
      {{- if include "prometheus-pushgateway.hasWebConfig" . }}
      - name: web-config
        mountPath: /etc/config
        readOnly: true
      {{- end }}
      {{- if .Values.tls.existingSecret }}
      - name: tls
        mountPath: /etc/tls
        readOnly: true
      {{- end }}
      {{- if and .Values.cluster.enabled .Values.cluster.tlsSecret }}
      - name: cluster-tls
        mountPath: /etc/cluster
        readOnly: true
      {{- end }}
      {{- if .Values.rules }}
      - name: rules
        mountPath: /etc/rules
        readOnly: true
      {{- end }}
      {{- if .Values.access }}
      - name: access
        mountPath: /etc/access
        readOnly: true
      {{- end }}
      {{- with .Values.extraVolumeMounts }}
      {{- toYaml . | nindent 6 }}
      {{- end }}
{{- with .Values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- if .Values.affinity }}
affinity:
  {{- toYaml .Values.affinity | nindent 2 }}
{{- else if eq .Values.podAntiAffinity "hard" }}
affinity:
  podAntiAffinity:
    requiredDuringSchedulingIgnoredDuringExecution:
      - topologyKey: {{ .Values.podAntiAffinityTopologyKey }}
        labelSelector:
          matchLabels:
            {{- include "prometheus-pushgateway.selectorLabels" . | nindent 12 }}
{{- else if eq .Values.podAntiAffinity "soft" }}
affinity:
  podAntiAffinity:
    preferredDuringSchedulingIgnoredDuringExecution:
      - weight: 100
        podAffinityTerm:
          topologyKey: {{ .Values.podAntiAffinityTopologyKey }}
          labelSelector:
            matchLabels:
              {{- include "prometheus-pushgateway.selectorLabels" . | nindent 14 }}
{{- end }}
{{- with .Values.topologySpreadConstraints }}
topologySpreadConstraints:
  {{- toYaml . | nindent 2 }}
{{- end }}
volumes:
  {{- if and .Values.persistentVolume.enabled (or (not (include "prometheus-pushgateway.isStatefulSet" .)) .Values.persistentVolume.existingClaim) }}
  - name: storage-volume
    persistentVolumeClaim:
      claimName: {{ default (include "prometheus-pushgateway.fullname" .) .Values.persistentVolume.existingClaim }}
  {{- else if not (or .Values.persistentVolume.enabled .Values.cluster.enabled) }}
  - name: storage-volume
    emptyDir:
      {{- toYaml .Values.persistentVolume.emptyDir | nindent 6 }}
  {{- end }}
  {{- if include "prometheus-pushgateway.hasWebConfig" . }}
  - name: web-config
    secret:
      secretName: {{ include "prometheus-pushgateway.webConfigSecret" . }}
  {{- end }}
  {{- with .Values.tls.existingSecret }}
  - name: tls
    secret:
      secretName: {{ . }}
  {{- end }}
  {{- if and .Values.cluster.enabled .Values.cluster.tlsSecret }}
  - name: cluster-tls
    secret:
      secretName: {{ .Values.cluster.tlsSecret }}
  {{- end }}
  {{- if .Values.rules }}
  - name: rules
    configMap:
      name: {{ include "prometheus-pushgateway.fullname" . }}
      items:
        - key: rules.yaml
          path: rules.yaml
  {{- end }}
  {{- if .Values.access }}
  - name: access
    configMap:
      name: {{ include "prometheus-pushgateway.fullname" . }}
      items:
        - key: access.yaml
          path: access.yaml
  {{- end }}
  {{- with .Values.extraVolumes }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- end -}}

{{- define "prometheus-pushgateway.claim" -}}
accessModes:
  {{- toYaml .Values.persistentVolume.accessModes | nindent 2 }}
{{- if eq .Values.persistentVolume.storageClass "-" }}
storageClassName: ""
{{- else if .Values.persistentVolume.storageClass }}
storageClassName: {{ .Values.persistentVolume.storageClass | quote }}
{{- end }}
resources:
  requests:
    storage: {{ .Values.persistentVolume.size | quote }}
{{- end -}}
