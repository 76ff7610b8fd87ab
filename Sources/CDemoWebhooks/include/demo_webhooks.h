#ifndef DEMO_WEBHOOKS_H
#define DEMO_WEBHOOKS_H

#include <stddef.h>

/// A file of `fixtures/webhooks`, as it was when the program was built.
struct demo_webhook {
    /// The file's name without a folder.
    const char *name;
    const unsigned char *bytes;
    size_t count;
};

/// The number of files.
size_t demo_webhook_count(void);

/// The file at an index below the number of files, in the order of their names.
struct demo_webhook demo_webhook_at(size_t index);

#endif
