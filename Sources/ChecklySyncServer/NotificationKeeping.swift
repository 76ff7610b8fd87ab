internal import EventLog
internal import Notifications
internal import ReadModels
internal import ServiceLifecycle

/// Tells what begins and what ceases to wait for a person, until told to stop.
struct NotificationKeeping: Service {
    let notifier: Notifier
    let attention: @Sendable () -> [AttentionItem]
    let clock: any Clock<Duration>

    func run() async throws {
        // A message that is being sent then is sent again after the next start.
        await cancelWhenGracefulShutdown {
            await withTaskExecutorPreference(BackgroundThread()) {
                while !Task.isCancelled {
                    await notifier.look(attention)
                    try? await clock.sleep(for: Notifier.interval)
                }
            }
        }
    }
}
