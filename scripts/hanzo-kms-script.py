"""A script as somebody who uses Hanzo KMS would write it: only the base URL is another.

Called by scripts/check-openapi with the base URL and the token.
"""

import json
import sys
import urllib.error
import urllib.parse
import urllib.request

BASE, TOKEN = sys.argv[1:3]
PROJECT = "3c90c3cc-0d44-4b50-8888-8dd25736052a"
NONE = "3c90c3cc-0d44-4b50-8888-8dd25736052b"
CONNECTIONS = "/api/v1/app-connections/checkly"
SYNCS = "/api/v1/secret-syncs/checkly"


def call(method, path, body=None, token=TOKEN, raw=None, **query):
    """The status and the answer."""
    url = BASE + path + ("?" + urllib.parse.urlencode(query) if query else "")
    data = raw if raw is not None else None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data=data, method=method)
    request.add_header("Content-Type", "application/json")
    if token:
        request.add_header("Authorization", f"Bearer {token}")
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


def ok(method, path, *arguments, **keywords):
    status, answer = call(method, path, *arguments, **keywords)
    assert status == 200, (method, path, status, answer)
    return answer


def refused(status, error, message, method, path, *arguments, **keywords):
    """The answer must say no in the form of Hanzo KMS, with this message or this one issue."""
    got, answer = call(method, path, *arguments, **keywords)
    assert got == status, (method, path, got, answer)
    assert set(answer) == {"reqId", "statusCode", "message", "error"}, answer
    assert answer["statusCode"] == status and answer["error"] == error, answer
    said = answer["message"]
    if isinstance(said, list):
        assert all({"code", "path", "message"} <= set(issue) for issue in said), said
        said = [(".".join(issue["path"]), issue["message"]) for issue in said]
        message = [message]
    assert said == message, (method, path, said)


def connections():
    body = {
        "name": "my-checkly-connection",
        "method": "api-key",
        "credentials": {"apiKey": "sandbox-api-key"},
    }
    connection = ok("POST", CONNECTIONS, body)["appConnection"]
    assert connection["app"] == "checkly" and connection["credentials"] == {}, connection
    path = f"{CONNECTIONS}/{connection['id']}"
    taken = 'An App Connection with the name "my-checkly-connection" already exists'
    refused(400, "BadRequest", taken, "POST", CONNECTIONS, body)
    assert ok("GET", path)["appConnection"] == connection
    by_name = f"{CONNECTIONS}/connection-name/my-checkly-connection"
    assert ok("GET", by_name)["appConnection"] == connection
    for listing in (CONNECTIONS, "/api/v1/app-connections"):
        assert ok("GET", listing)["appConnections"] == [connection]
    reference = {"app": "checkly", "name": connection["name"], "id": connection["id"]}
    assert ok("GET", CONNECTIONS + "/available")["appConnections"] == [reference]
    options = ok("GET", "/api/v1/app-connections/options")["appConnectionOptions"]
    assert [option["app"] for option in options] == ["checkly"]
    accounts = ok("GET", path + "/accounts")["accounts"]
    assert [set(account) for account in accounts] == [{"id", "name", "runtimeId"}], accounts
    account = accounts[0]["id"]
    assert isinstance(ok("GET", f"{path}/accounts/{account}/groups")["groups"], list)
    changed = ok("PATCH", path, {"description": "for tests"})["appConnection"]
    assert changed["description"] == "for tests"
    refused(404, "NotFound", f"Could not find App Connection with ID {NONE}", "GET",
            f"{CONNECTIONS}/{NONE}")
    wrong = {**body, "name": "other", "credentials": {"apiKey": ""}}
    refused(422, "ValidationFailure", ("credentials.apiKey", "API Key required"), "POST",
            CONNECTIONS, wrong)
    bad = {**body, "name": "other", "credentials": {"apiKey": "not-a-key"}}
    status, answer = call("POST", CONNECTIONS, bad)
    assert status == 400, answer
    assert answer["message"].startswith("Failed to validate credentials: "), answer
    return connection["id"], account


def create_sync(connection, account):
    body = {
        "name": "my-checkly-sync",
        "projectId": PROJECT,
        "description": "an example sync",
        "connectionId": connection,
        "environment": "dev",
        "secretPath": "/my-secrets",
        "isEnabled": True,
        "syncOptions": {
            "initialSyncBehavior": "overwrite-destination",
            "autoSyncEnabled": True,
            "disableSecretDeletion": False,
        },
        "destinationConfig": {"accountId": account, "accountName": "Example Company"},
    }
    sync = ok("POST", SYNCS, body)["secretSync"]
    for name in ("name", "projectId", "description", "connectionId", "isEnabled",
                 "destinationConfig"):
        assert sync[name] == body[name], (name, sync[name])
    for name, value in body["syncOptions"].items():
        assert sync["syncOptions"][name] == value, (name, sync["syncOptions"])
    assert sync["destination"] == "checkly" and sync["syncStatus"] == "pending", sync
    assert sync["folder"]["path"] == "/my-secrets" and sync["environment"]["slug"] == "dev"
    taken = (f'A Secret Sync with the name "my-checkly-sync" already exists for the project with '
             f'ID "{PROJECT}"')
    refused(400, "BadRequest", taken, "POST", SYNCS, body)
    return body, sync["id"]


def syncs(body, sync, account):
    path = f"{SYNCS}/{sync}"
    assert ok("GET", path)["secretSync"]["id"] == sync
    found = ok("GET", SYNCS + "/sync-name/my-checkly-sync", projectId=PROJECT)["secretSync"]
    assert found["id"] == sync
    for listing in (SYNCS, "/api/v1/secret-syncs"):
        found = ok("GET", listing, projectId=PROJECT)["secretSyncs"]
        assert [one["id"] for one in found] == [sync]
    options = ok("GET", "/api/v1/secret-syncs/options")["secretSyncOptions"]
    assert options == [{"name": "Checkly", "connection": "checkly", "destination": "checkly",
                        "canImportSecrets": False}]
    question = {"destinationConfig": {"accountId": account}, "projectId": PROJECT}
    assert ok("POST", SYNCS + "/check-destination", question)["hasDuplicate"] is True
    question["excludeSyncId"] = sync
    assert ok("POST", SYNCS + "/check-destination", question)["hasDuplicate"] is False
    changed = ok("PATCH", path, {"isAutoSyncEnabled": False})["secretSync"]
    assert changed["isAutoSyncEnabled"] is False and changed["isEnabled"] is False
    pushed = ok("POST", path + "/sync-secrets")["secretSync"]
    assert pushed["id"] == sync and pushed["syncStatus"] in ("pending", "running", "failed")
    refused(400, "BadRequest", "Checkly does not support importing secrets.", "POST",
            path + "/import-secrets", importBehavior="prioritize-source")
    assert ok("POST", path + "/remove-secrets")["secretSync"]["id"] == sync


def refusals(body):
    none = f'Could not find Checkly Sync with ID "{NONE}"'
    refused(404, "NotFound", none, "GET", f"{SYNCS}/{NONE}")
    refused(404, "NotFound", f"Could not find Checkly Sync with ID {NONE}", "PATCH",
            f"{SYNCS}/{NONE}", {})
    refused(422, "ValidationFailure", ("syncId", "Invalid uuid"), "GET", SYNCS + "/x")
    refused(422, "ValidationFailure", ("projectId", "Project ID required"), "GET", SYNCS)
    refused(422, "ValidationFailure",
            ("name", "name field can only contain lowercase letters, numbers, and hyphens"),
            "POST", SYNCS, {**body, "name": "Not A Slug"})
    refused(422, "ValidationFailure", ("destinationConfig.accountId", "Account ID is required"),
            "POST", SYNCS, {**body, "name": "other", "destinationConfig": {"accountId": ""}})
    status, answer = call("GET", SYNCS, token=None, projectId=PROJECT)
    assert status == 401 and answer["error"] == "UnauthorizedError", answer
    status, answer = call("POST", SYNCS, raw=b"{")
    assert status == 400 and answer["error"] == "BadRequest", answer
    refused(404, "NotFound", "Route GET /api/v1/nope not found", "GET", "/api/v1/nope")
    assert call("PUT", SYNCS, {})[0] == 405


def removal(connection, sync):
    refused(400, "BadRequest",
            "Cannot delete App Connection with existing connections. Remove all existing "
            "connections and try again.", "DELETE", f"{CONNECTIONS}/{connection}")
    refused(422, "ValidationFailure",
            ("removeSecrets", "Invalid enum value. Expected 'true' | 'false', received 'yes'"),
            "DELETE", f"{SYNCS}/{sync}", removeSecrets="yes")
    assert ok("DELETE", f"{SYNCS}/{sync}", removeSecrets="false")["secretSync"]["id"] == sync
    assert call("GET", f"{SYNCS}/{sync}")[0] == 404
    gone = ok("DELETE", f"{CONNECTIONS}/{connection}")["appConnection"]
    assert gone["id"] == connection
    assert ok("GET", CONNECTIONS)["appConnections"] == []


connection_id, account_id = connections()
create_body, sync_id = create_sync(connection_id, account_id)
syncs(create_body, sync_id, account_id)
refusals(create_body)
removal(connection_id, sync_id)
