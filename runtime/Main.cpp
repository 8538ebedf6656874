//===- Main.cpp - The executable's entry ----------------------------------===//

#include "runtime/CommandLine.h"

int main(int argc, char **argv) {
  return anabranch::runtime::runCommandLine(anabranch_model, argc, argv);
}
