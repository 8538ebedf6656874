//===- Interruption.cpp - Ctrl-C and termination --------------------------===//

#include "runtime/Interruption.h"

#include <csignal>

namespace anabranch::runtime {

static volatile std::sig_atomic_t received = 0;

static void note(int signal) { received = signal; }

void noteInterruptions() {
  received = 0;
  struct sigaction action = {};
  action.sa_handler = note;
  action.sa_flags = SA_RESETHAND | SA_RESTART;
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
}

int interruption() { return received; }

} // namespace anabranch::runtime
