#include "dashboard_assets.h"

// Each file is embedded whole (C23 section 6.10.4), so the program needs nothing beside it.
// A new file gets an array here and a line in the table; a test compares the table with the folder.

static const unsigned char app_css[] = {
#embed "files/app.css"
};
static const unsigned char app_js[] = {
#embed "files/app.js"
};
static const unsigned char badge_mustache[] = {
#embed "files/badge.mustache"
};
static const unsigned char banners_mustache[] = {
#embed "files/banners.mustache"
};
static const unsigned char breadcrumb_mustache[] = {
#embed "files/breadcrumb.mustache"
};
static const unsigned char empty_mustache[] = {
#embed "files/empty.mustache"
};
static const unsigned char error_mustache[] = {
#embed "files/error.mustache"
};
static const unsigned char filter_bar_mustache[] = {
#embed "files/filter-bar.mustache"
};
static const unsigned char icon_svg[] = {
#embed "files/icon.svg"
};
static const unsigned char keyboard_mustache[] = {
#embed "files/keyboard.mustache"
};
static const unsigned char login_mustache[] = {
#embed "files/login.mustache"
};
static const unsigned char more_menu_mustache[] = {
#embed "files/more-menu.mustache"
};
static const unsigned char nav_mustache[] = {
#embed "files/nav.mustache"
};
static const unsigned char notice_mustache[] = {
#embed "files/notice.mustache"
};
static const unsigned char pager_mustache[] = {
#embed "files/pager.mustache"
};
static const unsigned char shell_mustache[] = {
#embed "files/shell.mustache"
};
static const unsigned char sync_head_mustache[] = {
#embed "files/sync-head.mustache"
};
static const unsigned char sync_keys_list_mustache[] = {
#embed "files/sync-keys-list.mustache"
};
static const unsigned char sync_keys_mustache[] = {
#embed "files/sync-keys.mustache"
};
static const unsigned char syncs_list_mustache[] = {
#embed "files/syncs-list.mustache"
};
static const unsigned char syncs_mustache[] = {
#embed "files/syncs.mustache"
};
static const unsigned char time_mustache[] = {
#embed "files/time.mustache"
};

#define ASSET(file, bytes) {file, bytes, sizeof bytes}

static const struct dashboard_asset assets[] = {
    ASSET("app.css", app_css),
    ASSET("app.js", app_js),
    ASSET("badge.mustache", badge_mustache),
    ASSET("banners.mustache", banners_mustache),
    ASSET("breadcrumb.mustache", breadcrumb_mustache),
    ASSET("empty.mustache", empty_mustache),
    ASSET("error.mustache", error_mustache),
    ASSET("filter-bar.mustache", filter_bar_mustache),
    ASSET("icon.svg", icon_svg),
    ASSET("keyboard.mustache", keyboard_mustache),
    ASSET("login.mustache", login_mustache),
    ASSET("more-menu.mustache", more_menu_mustache),
    ASSET("nav.mustache", nav_mustache),
    ASSET("notice.mustache", notice_mustache),
    ASSET("pager.mustache", pager_mustache),
    ASSET("shell.mustache", shell_mustache),
    ASSET("sync-head.mustache", sync_head_mustache),
    ASSET("sync-keys-list.mustache", sync_keys_list_mustache),
    ASSET("sync-keys.mustache", sync_keys_mustache),
    ASSET("syncs-list.mustache", syncs_list_mustache),
    ASSET("syncs.mustache", syncs_mustache),
    ASSET("time.mustache", time_mustache),
};

size_t dashboard_asset_count(void) { return sizeof assets / sizeof assets[0]; }

struct dashboard_asset dashboard_asset_at(size_t index) { return assets[index]; }
