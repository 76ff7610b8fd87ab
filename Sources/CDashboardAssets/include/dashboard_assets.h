#ifndef DASHBOARD_ASSETS_H
#define DASHBOARD_ASSETS_H

#include <stddef.h>

/// A file of the dashboard, as it was when the program was built.
struct dashboard_asset {
    /// The file's name without a folder.
    const char *name;
    const unsigned char *bytes;
    size_t count;
};

/// The number of files.
size_t dashboard_asset_count(void);

/// The file at an index below the number of files.
struct dashboard_asset dashboard_asset_at(size_t index);

#endif
