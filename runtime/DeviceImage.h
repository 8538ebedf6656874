//===- DeviceImage.h - The code that a GPU can run ------------------------===//

#ifndef ANABRANCH_RUNTIME_DEVICEIMAGE_H
#define ANABRANCH_RUNTIME_DEVICEIMAGE_H

#include "runtime/Model.h"

namespace anabranch::runtime {

/// What to load on a GPU of a compute capability (80: 8.0), for
/// cuModuleLoadData. Null if the code is for others.
///
/// A cubin for "sm_80" runs on capabilities 8.0 to 8.9, and PTX for it on all
/// later ones too; either for "sm_90a", which has what only that chip can, on
/// 9.0 alone (CUDA C++ Programming Guide, "Binary Compatibility" and "PTX
/// Compatibility").
const void *chooseImage(const AnabranchDevice &code, int capability);

} // namespace anabranch::runtime

#endif // ANABRANCH_RUNTIME_DEVICEIMAGE_H
