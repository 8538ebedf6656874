//===- CudaDriver.cpp - NVIDIA's driver, opened when it is needed ---------===//

#include "runtime/CUDA/CudaDriver.h"
#include "runtime/Error.h"

#include <dlfcn.h>

namespace anabranch::runtime {

CudaDriver::CudaDriver(const char *path) : library(dlopen(path, RTLD_NOW)) {
  if (!library)
    throw Error("GPU",
                "there is no NVIDIA driver (" + std::string(dlerror()) + ")",
                "run on a computer with an NVIDIA GPU, or compile with "
                "--target=cpu");
  auto load = [&](auto &function, const char *symbol) {
    function = reinterpret_cast<std::remove_reference_t<decltype(function)>>(
        dlsym(library, symbol));
    if (!function)
      throw Error("GPU", std::string("the NVIDIA driver has no ") + symbol,
                  "install a driver for CUDA 12 or later");
  };
#define ANABRANCH_LOAD(symbol, name, arguments) load(name, #symbol);
  ANABRANCH_CUDA_FUNCTIONS(ANABRANCH_LOAD)
#undef ANABRANCH_LOAD
  check(init(0), "start the NVIDIA driver");
}

CudaDriver::~CudaDriver() { dlclose(library); }

void CudaDriver::check(int result, const char *what) const {
  if (result == 0)
    return;
  const char *text = nullptr;
  getErrorString(result, &text);
  throw Error("GPU",
              std::string("cannot ") + what + ": " +
                  (text ? text : "error " + std::to_string(result)),
              "see what nvidia-smi says");
}

int CudaDriver::ask(int attribute, int device) const {
  int value = 0;
  check(getDeviceAttribute(&value, attribute, device),
        "ask the GPU for its limits");
  return value;
}

} // namespace anabranch::runtime
