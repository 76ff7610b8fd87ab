#include "demo_webhooks.h"

// Each file is embedded whole (C23 section 6.10.4), so the demo runs from any directory.
// A test compares the table with the folder.

static const unsigned char app_snapshot[] = {
#embed "../../fixtures/webhooks/01-app-snapshot.json"
};
static const unsigned char shared_snapshot[] = {
#embed "../../fixtures/webhooks/02-shared-snapshot.json"
};
static const unsigned char app_changed[] = {
#embed "../../fixtures/webhooks/03-app-changed.json"
};
static const unsigned char expected_variables[] = {
#embed "../../fixtures/webhooks/expected/variables.json"
};

#define WEBHOOK(name, bytes) {name, bytes, sizeof bytes}

static const struct demo_webhook webhooks[] = {
    WEBHOOK("01-app-snapshot.json", app_snapshot),
    WEBHOOK("02-shared-snapshot.json", shared_snapshot),
    WEBHOOK("03-app-changed.json", app_changed),
    WEBHOOK("expected/variables.json", expected_variables),
};

size_t demo_webhook_count(void) { return sizeof webhooks / sizeof webhooks[0]; }

struct demo_webhook demo_webhook_at(size_t index) { return webhooks[index]; }
