//! ORTC parameters as the control plane hands them over.
