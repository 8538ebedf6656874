//===- Interruption.h - Ctrl-C and termination ----------------------------===//

#ifndef ANABRANCH_RUNTIME_INTERRUPTION_H
#define ANABRANCH_RUNTIME_INTERRUPTION_H

namespace anabranch::runtime {

/// From now on the first SIGINT or SIGTERM is only noted; a second one ends the
/// process as usual.
void noteInterruptions();

/// The signal that was noted, or 0.
int interruption();

} // namespace anabranch::runtime

#endif // ANABRANCH_RUNTIME_INTERRUPTION_H
