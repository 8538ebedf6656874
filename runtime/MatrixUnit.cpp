//===- MatrixUnit.cpp - Leave to use a CPU's tile registers ---------------===//

#include "runtime/MatrixUnit.h"

#include <cerrno>
#include <stdexcept>
#include <string>
#include <sys/syscall.h>
#include <system_error>
#include <unistd.h>

namespace anabranch::runtime {

/// Linux's Documentation/arch/x86/xstate.rst. Returns 0 or what went wrong.
static int requestTileData() {
#ifdef SYS_arch_prctl
  constexpr int requestPermission = 0x1023; // ARCH_REQ_XCOMP_PERM
  constexpr int tileData = 18;              // XFEATURE_XTILEDATA
  return syscall(SYS_arch_prctl, requestPermission, tileData) == 0 ? 0 : errno;
#else
  return ENOSYS;
#endif
}

void requestMatrixUnit() {
  if (int error = requestTileData())
    throw std::runtime_error(
        "this CPU or its kernel has no matrix unit (AMX) (" +
        std::generic_category().message(error) +
        "): compile with --algorithm=winograd4, without --precision=bf16, "
        "or use a computer that has one");
}

} // namespace anabranch::runtime
