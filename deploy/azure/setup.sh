#!/usr/bin/env bash
# Sets, or with --check only looks at, what an installation on Azure needs beyond its defaults. docs/azure.md says why each.
# shellcheck disable=SC2317 # Readers and setters are called by the name of their setting.
set -euo pipefail

usage() {
    cat <<'TEXT'
Usage: deploy/azure/setup.sh [--check] --group NAME --server NAME --partner NAME --database NAME --account NAME

Sets encryption, backups, the geo-replica and the tiers of images on an Azure SQL database and a storage account that exist already, and
prints what was right and what was changed. Needs the Azure CLI, signed in. It may be run again at any time.

  --check           changes nothing; prints what is right and wrong, and ends with exit code 1 when anything is wrong
  --group NAME      resource group of all of them
  --server NAME     SQL server in Australia East
  --partner NAME    SQL server in Australia Southeast, for the replica
  --database NAME   database on the first
  --account NAME    storage account of the images
  --container NAME  its container; images unless told otherwise
TEXT
}

stop() { printf '%s\n' "$*" >&2; exit 2; }

check=no group='' server='' partner='' database='' account='' container=images
while (($#)); do
    case $1 in
        --check) check=yes; shift; continue ;;
        --help | -h) usage; exit 0 ;;
        --group | --server | --partner | --database | --account | --container)
            [[ $# -ge 2 && -n $2 ]] || stop "$1 lacks its value: --help says more."
            declare "${1#--}=$2"
            shift 2 ;;
        *) stop "$1 is not an option: --help lists those that are." ;;
    esac
done
for option in group server partner database account; do
    [[ -n ${!option} ]] || stop "--$option is missing: --help says more."
done
command -v az >/dev/null || stop "The Azure CLI is missing: install it, and sign in with az login."

readonly days_until_cool=90 days_until_archive=365 backup_days=35

of_server() { az sql server "$1" --resource-group "$group" --name "$2" "${@:3}"; }
of_database() { az sql db "$@" --resource-group "$group" --server "$server" --name "$database"; }
of_account() { az storage account "$@" --resource-group "$group"; }

# --- each setting: what it is called, what it shall be, how it is read, how it is set --------------------------------------------

declare -A name want

name[primary_region]='Region of the server' want[primary_region]=australiaeast
read_primary_region() { of_server show "$server" --query location --output tsv; }

name[partner_region]='Region of its partner' want[partner_region]=australiasoutheast
read_partner_region() { of_server show "$partner" --query location --output tsv; }

name[server_tls]='Least TLS of the server' want[server_tls]=1.2
read_server_tls() { of_server show "$server" --query minimalTlsVersion --output tsv; }
set_server_tls() { of_server update "$server" --minimal-tls-version 1.2; }

name[partner_tls]='Least TLS of its partner' want[partner_tls]=1.2
read_partner_tls() { of_server show "$partner" --query minimalTlsVersion --output tsv; }
set_partner_tls() { of_server update "$partner" --minimal-tls-version 1.2; }

name[tde]='Transparent data encryption' want[tde]=Enabled
read_tde() { az sql db tde show --resource-group "$group" --server "$server" --database "$database" --query 'state || status' --output tsv; }
set_tde() { az sql db tde set --resource-group "$group" --server "$server" --database "$database" --status Enabled; }

name[restore]='Days of point-in-time restore' want[restore]=$backup_days
read_restore() { of_database str-policy show --query retentionDays --output tsv; }
set_restore() { of_database str-policy set --retention-days "$backup_days" --diffbackup-hours 24; }

name[backups]='Redundancy of backups' want[backups]=Geo
read_backups() { of_database show --query currentBackupStorageRedundancy --output tsv; }
set_backups() { of_database update --backup-storage-redundancy Geo; }

name[replica]='Region of the replica' want[replica]='Australia Southeast'
read_replica() { of_database replica list-links --query "[?partnerServer=='$partner'] | [0].partnerLocation" --output tsv; }
set_replica() { of_database replica create --partner-server "$partner" --partner-resource-group "$group"; }

name[copies]='Redundancy of images' want[copies]=Standard_RAGRS
read_copies() { of_account show --name "$account" --query sku.name --output tsv; }
set_copies() { of_account update --name "$account" --sku Standard_RAGRS; }

name[images_tls]='Least TLS of images' want[images_tls]=TLS1_2
read_images_tls() { of_account show --name "$account" --query minimumTlsVersion --output tsv; }
set_images_tls() { of_account update --name "$account" --min-tls-version TLS1_2; }

name[strangers]='Images open to anybody' want[strangers]=false
read_strangers() { of_account show --name "$account" --query allowBlobPublicAccess --output tsv; }
set_strangers() { of_account update --name "$account" --allow-blob-public-access false; }

name[tiers]='Days until cool, archive' want[tiers]="$days_until_cool $days_until_archive"
read_tiers() {
    of_account management-policy show --account-name "$account" --output tsv --query \
        "policy.rules[?name=='donatello-images' && enabled] | [0].definition.actions.baseBlob | join(' ', [to_string(tierToCool.daysAfterModificationGreaterThan), to_string(tierToArchive.daysAfterModificationGreaterThan)])" \
        | sed 's/\.0//g'
}
set_tiers() { of_account management-policy create --account-name "$account" --policy "$(tiers)"; }

tiers() {
    cat <<JSON
{ "rules": [ { "name": "donatello-images", "enabled": true, "type": "Lifecycle", "definition": {
    "filters": { "blobTypes": [ "blockBlob" ], "prefixMatch": [ "$container/" ] },
    "actions": { "baseBlob": {
      "tierToCool": { "daysAfterModificationGreaterThan": $days_until_cool },
      "tierToArchive": { "daysAfterModificationGreaterThan": $days_until_archive } } } } } ] }
JSON
}

# --- looking, and setting what is wrong -------------------------------------------------------------------------------------------

wrong=0

tell() { # verdict setting text
    printf '%-8s %-30s %s\n' "$1" "${name[$2]}" "$3"
}

look_at() { # setting
    local wanted=${want[$1]} found
    found=$("read_$1" 2>/dev/null) || found=''
    if [[ $found == "$wanted" ]]; then
        tell right "$1" "$found"
    elif [[ $check == no ]] && declare -F "set_$1" >/dev/null; then
        if "set_$1" >/dev/null && [[ $("read_$1" 2>/dev/null) == "$wanted" ]]; then
            tell set "$1" "$wanted; was ${found:-nothing}"
        else
            tell failed "$1" "is ${found:-unknown} and could not be made $wanted"
            wrong=$((wrong + 1))
        fi
    else
        tell wrong "$1" "is ${found:-unknown}, not $wanted"
        wrong=$((wrong + 1))
    fi
}

for setting in primary_region partner_region server_tls partner_tls tde restore backups replica copies images_tls strangers tiers; do
    look_at "$setting"
done
((wrong == 0)) || { echo "$wrong wrong"; exit 1; }
echo "All is right."
