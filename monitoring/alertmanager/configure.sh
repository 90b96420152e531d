#!/bin/sh
# Print alertmanager.yml with the channels that the environment asks for. Secrets are files, which Alertmanager itself
# reads whenever it sends; only their paths are written.
#
#   ALERT_SLACK_URL_FILE       an incoming webhook's address      ALERT_SLACK_CHANNEL      such as #alerts
#   ALERT_PAGERDUTY_KEY_FILE   an integration key (Events v2); told of what is critical only
#   ALERT_MAIL_TO              addresses, with commas             ALERT_MAIL_FROM          ALERT_SMTP  host:port
#   ALERT_SMTP_USER            with ALERT_SMTP_PASSWORD_FILE
#   ALERT_WEBHOOK_URL          anything that takes Alertmanager's webhook
#   ALERT_WATCHDOG_URL         a dead man's switch, called every minute; it raises the alarm when that stops
#   RUNBOOKS_URL               what runbook links begin with, such as the repository's address; ends with /
set -eu

line_break='
'
for value in "${ALERT_SLACK_URL_FILE:-}" "${ALERT_SLACK_CHANNEL:-}" "${ALERT_PAGERDUTY_KEY_FILE:-}" "${ALERT_MAIL_TO:-}" \
    "${ALERT_MAIL_FROM:-}" "${ALERT_SMTP:-}" "${ALERT_SMTP_USER:-}" "${ALERT_SMTP_PASSWORD_FILE:-}" \
    "${ALERT_WEBHOOK_URL:-}" "${ALERT_WATCHDOG_URL:-}" "${RUNBOOKS_URL:-}"; do
    case $value in
        *"'"* | *"$line_break"*) echo "a setting holds a quote or a line break" >&2 && exit 1 ;;
    esac
done

# $1: the setting's name, $2: its value, $3: what needs it
needed() {
    [ -n "$2" ] || { echo "$3 is set, so $1 must be, too" >&2 && exit 1; }
}

runbooks=${RUNBOOKS_URL:-}
# shellcheck disable=SC2016 # the dollar signs are of Alertmanager's templates
text='{{ range .Alerts }}{{ .Annotations.summary }}. {{ .Annotations.description }} '$runbooks'{{ .Annotations.runbook_url }}
{{ end }}'
title='{{ .Status | toUpper }} {{ .CommonLabels.alertname }} {{ .CommonLabels.service }}{{ .CommonLabels.venue }}'

slack() {
    needed ALERT_SLACK_CHANNEL "${ALERT_SLACK_CHANNEL:-}" ALERT_SLACK_URL_FILE
    echo "    slack_configs:"
    echo "      - api_url_file: '$ALERT_SLACK_URL_FILE'"
    echo "        channel: '$ALERT_SLACK_CHANNEL'"
    echo "        send_resolved: true"
    echo "        title: '$title'"
    echo "        text: |-"
    printf '%s\n' "$text" | sed 's/^/          /'
}

pagerduty() {
    echo "    pagerduty_configs:"
    echo "      - routing_key_file: '$ALERT_PAGERDUTY_KEY_FILE'"
    echo "        description: '$title: {{ .CommonAnnotations.summary }}'"
    echo "        details:"
    echo "          runbook: '$runbooks{{ .CommonAnnotations.runbook_url }}'"
}

mail() {
    needed ALERT_MAIL_FROM "${ALERT_MAIL_FROM:-}" ALERT_MAIL_TO
    needed ALERT_SMTP "${ALERT_SMTP:-}" ALERT_MAIL_TO
    echo "    email_configs:"
    echo "      - to: '$ALERT_MAIL_TO'"
    echo "        from: '$ALERT_MAIL_FROM'"
    echo "        smarthost: '$ALERT_SMTP'"
    if [ -n "${ALERT_SMTP_USER:-}" ]; then
        needed ALERT_SMTP_PASSWORD_FILE "${ALERT_SMTP_PASSWORD_FILE:-}" ALERT_SMTP_USER
        echo "        auth_username: '$ALERT_SMTP_USER'"
        echo "        auth_password_file: '$ALERT_SMTP_PASSWORD_FILE'"
    fi
    echo "        send_resolved: true"
    echo "        headers:"
    echo "          Subject: '$title'"
    echo "        html: ''"
    echo "        text: |-"
    printf '%s\n' "$text" | sed 's/^/          /'
}

# $1: the address, $2: whether the end is told as well
webhook() {
    echo "    webhook_configs:"
    echo "      - url: '$1'"
    echo "        send_resolved: $2"
}

# $1: the receiver
channels() {
    if [ "$1" = watchdog ]; then
        [ -z "${ALERT_WATCHDOG_URL:-}" ] || webhook "$ALERT_WATCHDOG_URL" false
        return
    fi
    [ -z "${ALERT_SLACK_URL_FILE:-}" ] || slack
    [ -z "${ALERT_MAIL_TO:-}" ] || mail
    [ -z "${ALERT_WEBHOOK_URL:-}" ] || webhook "$ALERT_WEBHOOK_URL" true
    [ "$1" != critical ] || [ -z "${ALERT_PAGERDUTY_KEY_FILE:-}" ] || pagerduty
}

while IFS= read -r line; do
    case $line in
        *"# channels of "*) channels "${line##*# channels of }" ;;
        *) printf '%s\n' "$line" ;;
    esac
done <"$(dirname "$0")/alertmanager.yml"
