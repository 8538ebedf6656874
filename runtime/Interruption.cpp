//===- Interruption.cpp - Ctrl-C and termination --------------------------===//

#include "runtime/Interruption.h"

#include <csignal>

namespace anabranch::runtime {

static volatile std::sig_atomic_t received = 0;

static void note(int signal) { received = signal; }

/// A signal that is ignored, as by nohup, stays so.
static void noteUnlessIgnored(int signal, int flags) {
  struct sigaction action;
  sigaction(signal, nullptr, &action);
  if (action.sa_handler == SIG_IGN)
    return;
  action.sa_handler = note;
  action.sa_flags = SA_RESTART | flags;
  sigemptyset(&action.sa_mask);
  sigaction(signal, &action, nullptr);
}

void noteInterruptions() {
  received = 0;
  noteUnlessIgnored(SIGINT, SA_RESETHAND);
  noteUnlessIgnored(SIGTERM, SA_RESETHAND);
  // The shell and the kernel both send it when a terminal is closed.
  noteUnlessIgnored(SIGHUP, 0);
}

int interruption() { return received; }

} // namespace anabranch::runtime
