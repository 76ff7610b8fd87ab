import Foundation
import Glibc

extension Process {
    /// How long a program may take to start, to end or to do its work; no test waits for ever.
    private static let patience = 120

    /// Kills the program after a while, unless that is cancelled.
    func killedLater() -> DispatchWorkItem {
        let identifier = processIdentifier
        let work = DispatchWorkItem { kill(identifier, SIGKILL) }
        DispatchQueue.global()
            .asyncAfter(
                deadline: .now() + .seconds(Self.patience),
                execute: work
            )
        return work
    }

    /// Returns the status once this process has ended.
    ///
    /// `waitUntilExit` waits for a descriptor that children started at the same moment may have
    /// inherited, so it can wait for their ends too; the kernel knows better.
    func ended() -> Int32 {
        var information = siginfo_t()
        let options = WEXITED | WNOWAIT
        while waitid(P_PID, id_t(processIdentifier), &information, options) != 0 {
            if errno == EINTR { continue }
            // It was waited for already, so its status is known.
            waitUntilExit()
            return terminationStatus
        }
        return information._sifields._sigchld.si_status
    }
}
