//===- Interruption.h - Ctrl-C and termination ----------------------------===//

#ifndef ANABRANCH_RUNTIME_INTERRUPTION_H
#define ANABRANCH_RUNTIME_INTERRUPTION_H

namespace anabranch::runtime {

/// From now on the first SIGINT or SIGTERM is only noted, and a second one ends
/// the process as usual; SIGHUP is noted however often it comes. What the
/// process was started to ignore it goes on to ignore.
void noteInterruptions();

/// The signal that was noted, or 0.
int interruption();

} // namespace anabranch::runtime

#endif // ANABRANCH_RUNTIME_INTERRUPTION_H
