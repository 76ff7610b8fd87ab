#include "dashboard_assets.h"

// Each file is embedded whole (C23 section 6.10.4), so the program needs nothing beside it.
// A new file gets an array here and a line in the table; a test compares the table with the folder.

static const unsigned char app_css[] = {
#embed "files/app.css"
};
static const unsigned char app_js[] = {
#embed "files/app.js"
};
static const unsigned char attention_count_mustache[] = {
#embed "files/attention-count.mustache"
};
static const unsigned char attention_list_mustache[] = {
#embed "files/attention-list.mustache"
};
static const unsigned char attention_table_mustache[] = {
#embed "files/attention-table.mustache"
};
static const unsigned char attention_mustache[] = {
#embed "files/attention.mustache"
};
static const unsigned char audit_mustache[] = {
#embed "files/audit.mustache"
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
static const unsigned char bulk_list_mustache[] = {
#embed "files/bulk-list.mustache"
};
static const unsigned char bulk_result_mustache[] = {
#embed "files/bulk-result.mustache"
};
static const unsigned char changes_table_mustache[] = {
#embed "files/changes-table.mustache"
};
static const unsigned char confirm_mustache[] = {
#embed "files/confirm.mustache"
};
static const unsigned char connection_use_mustache[] = {
#embed "files/connection-use.mustache"
};
static const unsigned char connection_mustache[] = {
#embed "files/connection.mustache"
};
static const unsigned char connections_mustache[] = {
#embed "files/connections.mustache"
};
static const unsigned char copy_field_mustache[] = {
#embed "files/copy-field.mustache"
};
static const unsigned char deliveries_list_mustache[] = {
#embed "files/deliveries-list.mustache"
};
static const unsigned char deliveries_table_mustache[] = {
#embed "files/deliveries-table.mustache"
};
static const unsigned char deliveries_mustache[] = {
#embed "files/deliveries.mustache"
};
static const unsigned char delivery_trail_mustache[] = {
#embed "files/delivery-trail.mustache"
};
static const unsigned char delivery_mustache[] = {
#embed "files/delivery.mustache"
};
static const unsigned char empty_mustache[] = {
#embed "files/empty.mustache"
};
static const unsigned char error_summary_mustache[] = {
#embed "files/error-summary.mustache"
};
static const unsigned char error_mustache[] = {
#embed "files/error.mustache"
};
static const unsigned char event_mustache[] = {
#embed "files/event.mustache"
};
static const unsigned char events_list_mustache[] = {
#embed "files/events-list.mustache"
};
static const unsigned char events_table_mustache[] = {
#embed "files/events-table.mustache"
};
static const unsigned char events_mustache[] = {
#embed "files/events.mustache"
};
static const unsigned char failure_mustache[] = {
#embed "files/failure.mustache"
};
static const unsigned char field_about_mustache[] = {
#embed "files/field-about.mustache"
};
static const unsigned char field_label_mustache[] = {
#embed "files/field-label.mustache"
};
static const unsigned char field_note_mustache[] = {
#embed "files/field-note.mustache"
};
static const unsigned char field_mustache[] = {
#embed "files/field.mustache"
};
static const unsigned char filter_bar_mustache[] = {
#embed "files/filter-bar.mustache"
};
static const unsigned char form_body_mustache[] = {
#embed "files/form-body.mustache"
};
static const unsigned char form_mustache[] = {
#embed "files/form.mustache"
};
static const unsigned char history_mustache[] = {
#embed "files/history.mustache"
};
static const unsigned char icon_svg[] = {
#embed "files/icon.svg"
};
static const unsigned char keyboard_mustache[] = {
#embed "files/keyboard.mustache"
};
static const unsigned char list_tally_mustache[] = {
#embed "files/list-tally.mustache"
};
static const unsigned char live_head_mustache[] = {
#embed "files/live-head.mustache"
};
static const unsigned char login_mustache[] = {
#embed "files/login.mustache"
};
static const unsigned char moments_mustache[] = {
#embed "files/moments.mustache"
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
static const unsigned char overview_attention_mustache[] = {
#embed "files/overview-attention.mustache"
};
static const unsigned char overview_happenings_mustache[] = {
#embed "files/overview-happenings.mustache"
};
static const unsigned char overview_tiles_mustache[] = {
#embed "files/overview-tiles.mustache"
};
static const unsigned char overview_mustache[] = {
#embed "files/overview.mustache"
};
static const unsigned char page_head_mustache[] = {
#embed "files/page-head.mustache"
};
static const unsigned char pager_mustache[] = {
#embed "files/pager.mustache"
};
static const unsigned char pairs_mustache[] = {
#embed "files/pairs.mustache"
};
static const unsigned char plan_groups_mustache[] = {
#embed "files/plan-groups.mustache"
};
static const unsigned char plan_mustache[] = {
#embed "files/plan.mustache"
};
static const unsigned char problem_mustache[] = {
#embed "files/problem.mustache"
};
static const unsigned char progress_mustache[] = {
#embed "files/progress.mustache"
};
static const unsigned char refused_mustache[] = {
#embed "files/refused.mustache"
};
static const unsigned char runs_list_mustache[] = {
#embed "files/runs-list.mustache"
};
static const unsigned char runs_mustache[] = {
#embed "files/runs.mustache"
};
static const unsigned char search_mustache[] = {
#embed "files/search.mustache"
};
static const unsigned char sections_mustache[] = {
#embed "files/sections.mustache"
};
static const unsigned char settings_mustache[] = {
#embed "files/settings.mustache"
};
static const unsigned char shell_mustache[] = {
#embed "files/shell.mustache"
};
static const unsigned char source_arrival_mustache[] = {
#embed "files/source-arrival.mustache"
};
static const unsigned char source_folders_mustache[] = {
#embed "files/source-folders.mustache"
};
static const unsigned char source_new_mustache[] = {
#embed "files/source-new.mustache"
};
static const unsigned char source_recent_mustache[] = {
#embed "files/source-recent.mustache"
};
static const unsigned char source_mustache[] = {
#embed "files/source.mustache"
};
static const unsigned char sources_mustache[] = {
#embed "files/sources.mustache"
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
static const unsigned char system_mustache[] = {
#embed "files/system.mustache"
};
static const unsigned char tabs_mustache[] = {
#embed "files/tabs.mustache"
};
static const unsigned char time_mustache[] = {
#embed "files/time.mustache"
};
static const unsigned char verification_job_mustache[] = {
#embed "files/verification-job.mustache"
};
static const unsigned char verification_mustache[] = {
#embed "files/verification.mustache"
};
static const unsigned char wiring_mustache[] = {
#embed "files/wiring.mustache"
};
static const unsigned char wizard_fragment_mustache[] = {
#embed "files/wizard-fragment.mustache"
};
static const unsigned char wizard_notices_mustache[] = {
#embed "files/wizard-notices.mustache"
};
static const unsigned char wizard_preview_mustache[] = {
#embed "files/wizard-preview.mustache"
};
static const unsigned char wizard_mustache[] = {
#embed "files/wizard.mustache"
};

#define ASSET(file, bytes) {file, bytes, sizeof bytes}

static const struct dashboard_asset assets[] = {
    ASSET("app.css", app_css),
    ASSET("app.js", app_js),
    ASSET("attention-count.mustache", attention_count_mustache),
    ASSET("attention-list.mustache", attention_list_mustache),
    ASSET("attention-table.mustache", attention_table_mustache),
    ASSET("attention.mustache", attention_mustache),
    ASSET("audit.mustache", audit_mustache),
    ASSET("badge.mustache", badge_mustache),
    ASSET("banners.mustache", banners_mustache),
    ASSET("breadcrumb.mustache", breadcrumb_mustache),
    ASSET("bulk-list.mustache", bulk_list_mustache),
    ASSET("bulk-result.mustache", bulk_result_mustache),
    ASSET("changes-table.mustache", changes_table_mustache),
    ASSET("confirm.mustache", confirm_mustache),
    ASSET("connection-use.mustache", connection_use_mustache),
    ASSET("connection.mustache", connection_mustache),
    ASSET("connections.mustache", connections_mustache),
    ASSET("copy-field.mustache", copy_field_mustache),
    ASSET("deliveries-list.mustache", deliveries_list_mustache),
    ASSET("deliveries-table.mustache", deliveries_table_mustache),
    ASSET("deliveries.mustache", deliveries_mustache),
    ASSET("delivery-trail.mustache", delivery_trail_mustache),
    ASSET("delivery.mustache", delivery_mustache),
    ASSET("empty.mustache", empty_mustache),
    ASSET("error-summary.mustache", error_summary_mustache),
    ASSET("error.mustache", error_mustache),
    ASSET("event.mustache", event_mustache),
    ASSET("events-list.mustache", events_list_mustache),
    ASSET("events-table.mustache", events_table_mustache),
    ASSET("events.mustache", events_mustache),
    ASSET("failure.mustache", failure_mustache),
    ASSET("field-about.mustache", field_about_mustache),
    ASSET("field-label.mustache", field_label_mustache),
    ASSET("field-note.mustache", field_note_mustache),
    ASSET("field.mustache", field_mustache),
    ASSET("filter-bar.mustache", filter_bar_mustache),
    ASSET("form-body.mustache", form_body_mustache),
    ASSET("form.mustache", form_mustache),
    ASSET("history.mustache", history_mustache),
    ASSET("icon.svg", icon_svg),
    ASSET("keyboard.mustache", keyboard_mustache),
    ASSET("list-tally.mustache", list_tally_mustache),
    ASSET("live-head.mustache", live_head_mustache),
    ASSET("login.mustache", login_mustache),
    ASSET("moments.mustache", moments_mustache),
    ASSET("more-menu.mustache", more_menu_mustache),
    ASSET("nav.mustache", nav_mustache),
    ASSET("notice.mustache", notice_mustache),
    ASSET("overview-attention.mustache", overview_attention_mustache),
    ASSET("overview-happenings.mustache", overview_happenings_mustache),
    ASSET("overview-tiles.mustache", overview_tiles_mustache),
    ASSET("overview.mustache", overview_mustache),
    ASSET("page-head.mustache", page_head_mustache),
    ASSET("pager.mustache", pager_mustache),
    ASSET("pairs.mustache", pairs_mustache),
    ASSET("plan-groups.mustache", plan_groups_mustache),
    ASSET("plan.mustache", plan_mustache),
    ASSET("problem.mustache", problem_mustache),
    ASSET("progress.mustache", progress_mustache),
    ASSET("refused.mustache", refused_mustache),
    ASSET("runs-list.mustache", runs_list_mustache),
    ASSET("runs.mustache", runs_mustache),
    ASSET("search.mustache", search_mustache),
    ASSET("sections.mustache", sections_mustache),
    ASSET("settings.mustache", settings_mustache),
    ASSET("shell.mustache", shell_mustache),
    ASSET("source-arrival.mustache", source_arrival_mustache),
    ASSET("source-folders.mustache", source_folders_mustache),
    ASSET("source-new.mustache", source_new_mustache),
    ASSET("source-recent.mustache", source_recent_mustache),
    ASSET("source.mustache", source_mustache),
    ASSET("sources.mustache", sources_mustache),
    ASSET("sync-head.mustache", sync_head_mustache),
    ASSET("sync-keys-list.mustache", sync_keys_list_mustache),
    ASSET("sync-keys.mustache", sync_keys_mustache),
    ASSET("syncs-list.mustache", syncs_list_mustache),
    ASSET("syncs.mustache", syncs_mustache),
    ASSET("system.mustache", system_mustache),
    ASSET("tabs.mustache", tabs_mustache),
    ASSET("time.mustache", time_mustache),
    ASSET("verification-job.mustache", verification_job_mustache),
    ASSET("verification.mustache", verification_mustache),
    ASSET("wiring.mustache", wiring_mustache),
    ASSET("wizard-fragment.mustache", wizard_fragment_mustache),
    ASSET("wizard-notices.mustache", wizard_notices_mustache),
    ASSET("wizard-preview.mustache", wizard_preview_mustache),
    ASSET("wizard.mustache", wizard_mustache),
};

size_t dashboard_asset_count(void) { return sizeof assets / sizeof assets[0]; }

struct dashboard_asset dashboard_asset_at(size_t index) { return assets[index]; }
