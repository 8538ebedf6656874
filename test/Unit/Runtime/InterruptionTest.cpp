//===- InterruptionTest.cpp -----------------------------------------------===//

#include "runtime/Interruption.h"

#include <csignal>
#include <gtest/gtest.h>

using namespace anabranch::runtime;

namespace {

TEST(Interruption, IsNotedOnce) {
  for (int signal : {SIGINT, SIGTERM}) {
    std::signal(signal, SIG_DFL);
    noteInterruptions();
    EXPECT_EQ(interruption(), 0);
    raise(signal);
    EXPECT_EQ(interruption(), signal);
    EXPECT_EQ(std::signal(signal, SIG_DFL), SIG_DFL); // so a second one kills
  }
}

TEST(Interruption, MayBeTheTerminalClosing) {
  std::signal(SIGHUP, SIG_DFL);
  noteInterruptions();
  raise(SIGHUP);
  raise(SIGHUP);
  EXPECT_EQ(interruption(), SIGHUP);
}

TEST(Interruption, IsNotNotedWhereItIsIgnored) {
  for (int signal : {SIGINT, SIGTERM, SIGHUP}) {
    std::signal(signal, SIG_IGN);
    noteInterruptions();
    raise(signal);
    EXPECT_EQ(interruption(), 0);
    std::signal(signal, SIG_DFL);
  }
}

} // namespace
